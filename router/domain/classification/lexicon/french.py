FUNCTION_WORDS = ""
CLASSES: dict[str, tuple[str, ...]] = {}
SIGNALS: dict[str, tuple[str, ...]] = {}
