"""Speech recognition: engines that turn the sound of a file into timed text.

``sound`` decodes, ``engine`` says what an engine is, ``faster`` and ``openai`` are the two there are,
``recogniser`` is the program that the first of them runs, ``models`` finds its model.
"""
