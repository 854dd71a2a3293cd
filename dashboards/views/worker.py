"""The service worker: an extra by which `/todo/` opens without signal where the browser has one."""

import hashlib
import json

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.templatetags.static import static
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import public

WORKER = "js/offline/sw.js"
SHELL = (
    "css/app.css", "js/app.js", "js/offline.js", "js/count.js", "js/draft.js", "js/place.js", "js/problems.js", "img/seal.svg",
)  # fmt: skip
FACES = {"en": ("fonts/lat-400.woff2", "fonts/lat-600.woff2")}
FIGURES = ("fonts/num-400.woff2", "fonts/num-600.woff2")


@never_cache
@public
@require_safe
def worker(request):
    """Served from the root, so that its scope is the whole house; the files it keeps are those of this very version."""
    shell = json.dumps([static(name) for name in (*SHELL, *FACES.get(get_language() or "", FIGURES))])
    body = _text()
    version = hashlib.sha256((shell + body).encode()).hexdigest()[:12]
    response = HttpResponse(f'const VERSION = "{version}";\nconst SHELL = {shell};\n{body}', content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


def _text() -> str:
    """As collected, or from the source where nothing is collected."""
    found = finders.find(WORKER)
    if found:
        with open(found, encoding="utf-8") as file:
            return file.read()
    with staticfiles_storage.open(WORKER) as file:
        return file.read().decode()
