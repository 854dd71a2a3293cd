"""One deed with one form: done it goes on, refused the page stays with everything typed and the reason."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from common.forms import attempt


@dataclass(frozen=True)
class Words:
    """What the page of a step says."""

    title: Any
    button: Any
    done: Any
    lede: Any = ""
    facts: list[tuple[Any, Any]] = field(default_factory=list)


def step(request, form, deed: Callable[..., Any], words: Words, *, back: str, go: Callable[[Any], str] | None = None, **more: Any):
    """`back` is where the page comes from; `go` says where to go with what the deed gave."""
    if request.method == "POST" and (made := attempt(form, deed)):
        messages.success(request, words.done)
        return redirect(go(made) if go else back)
    context = {"form": form, "words": words, "back": back, **more}
    return TemplateResponse(request, "wishes/shop/step.html", context)

