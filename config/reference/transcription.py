"""Settings of speech recognition (docs/operators/transcription.md)."""

from config.reference.setting import Follows, Section, Setting

DAY = 24 * 60 * 60

TRANSCRIPTION = Section(
    "Transcription",
    (
        Setting("USE_WHISPER_TRANSCRIBE", bool, False, "Offer transcription."),
        Setting(
            "WHISPER_MODEL",
            str,
            "base",
            "Model: a name, the absolute path of its folder, or `bundled` for that of an installed package.",
        ),
        Setting(
            "WHISPER_ENGINE",
            str,
            "faster-whisper",
            "What recognises speech.",
            choices=("faster-whisper", "openai-whisper"),
        ),
        Setting(
            "WHISPER_QUEUE",
            str,
            "whisper_tasks",
            "Queue of transcriptions. `long_tasks`: the workers for encoding do them, legacy ones too.",
        ),
        Setting(
            "WHISPER_LANGUAGE",
            str,
            "",
            "Code of the language that is spoken (`en`) where nobody chose one. Empty: it is found out.",
        ),
        Setting(
            "WHISPER_LANGUAGE_CHOICES",
            list[str],
            [],
            "Codes of languages that the form lets people choose from. Empty: it does not ask.",
        ),
        Setting(
            "WHISPER_LANGUAGE_ROWS",
            str,
            "legacy",
            "Language of the captions that are made: `Transcription` and `English Translation`, as ever, or "
            "the language that is spoken.",
            choices=("legacy", "spoken"),
        ),
        Setting(
            "WHISPER_MODELS_DIR",
            str,
            Follows("BASE_DIR", lambda base: f"{base}/models/", "`models/` in the project"),
            "Folder of named models of faster-whisper.",
        ),
        Setting(
            "WHISPER_MODEL_DOWNLOAD",
            bool,
            True,
            "Fetch a named model from the Hugging Face Hub when it is needed first.",
        ),
        Setting(
            "WHISPER_DEVICE", str, "cpu", "Where faster-whisper computes.", choices=("cpu", "cuda", "auto")
        ),
        Setting(
            "WHISPER_COMPUTE_TYPE",
            str,
            "int8",
            "How exactly faster-whisper computes: `int8` is fast and small, `float32` exact, `float16` for "
            "graphics cards.",
            choices=(
                *("auto", "default", "int8", "int8_float32", "int8_float16", "int8_bfloat16", "int16"),
                *("float16", "bfloat16", "float32"),
            ),
        ),
        Setting(
            "WHISPER_THREADS",
            int,
            0,
            "Threads of a transcription. 0: one for each processor, at most four.",
            limits=(0, 256),
        ),
        Setting(
            "WHISPER_TIMEOUT", int, 7200, "Seconds that a transcription may take.", limits=(10, DAY // 2)
        ),
        Setting(
            "WHISPER_MEMORY_LIMIT",
            int,
            0,
            "MiB of address space that a transcription may take. 0: no limit.",
            limits=(0, 2**22),
        ),
        Setting("WHISPER_COMMAND", str, "whisper", "The command of openai-whisper."),
    ),
)
