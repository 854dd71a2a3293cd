from registers.models.batch import Batch, BatchRow, Change, ColumnMemory
from registers.models.export import Export

__all__ = ["Batch", "BatchRow", "Change", "ColumnMemory", "Export"]
