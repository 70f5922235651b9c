"""The course's shared package: one idea per file. Import from the file that holds the idea."""

import sys

# A notebook may have imported somebody else's package of this name, of which parts are left.
for _name, _module in list(sys.modules.items()):
    if _name.startswith(f"{__name__}.") and not (_module.__file__ or "").startswith(__path__[0]):
        del sys.modules[_name]
