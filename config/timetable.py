def beat_schedule() -> dict:
    return {}
