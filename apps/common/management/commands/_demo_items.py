"""What the demonstration consists of."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from apps.common.management.commands import _demo_files as files

CAPTIONS = """WEBVTT

00:00.500 --> 00:03.500
These captions belong to the demonstration.

00:04.000 --> 00:07.500
They can be switched on and off in the player.

00:08.000 --> 00:11.500
Every word of them can be found by the search.
"""


@dataclass(frozen=True)
class Item:
    """A file to upload, and what is said about it.

    Attributes:
        make: writes the file at the path that it is given.
        state: set after the upload; the portal's own default if empty.
        captions: a WebVTT text, if any.
    """

    title: str
    file_name: str
    make: Callable[[Path], None]
    owner: str
    description: str
    category: str
    tags: tuple[str, ...] = ()
    state: str = ""
    featured: bool = False
    captions: str = ""
    comments: tuple[tuple[str, str], ...] = ()


def items(clips: int) -> list[Item]:
    """`clips` videos (the same scenes in other colours if there are not enough), and everything else once."""
    return [*_clips(clips), *_PICTURES, *_SOUNDS, *_DOCUMENTS]


# -- clips ---------------------------------------------------------------------------------------------------


_FIELDS = (
    "gradients=s=1280x720:r=25:seed=11:speed=0.02:n=5:c0=#1e3a8a:c1=#7c3aed:c2=#db2777:c3=#f59e0b:c4=#0ea5e9"
)
_UPRIGHT = "gradients=s=720x1280:r=25:seed=5:speed=0.03:type=radial:n=3:c0=#0f766e:c1=#fde68a:c2=#be123c"
_DRAFT = "gradients=s=1280x720:r=25:seed=21:speed=0.05:n=2:c0=#334155:c1=#94a3b8"
_RIPPLES = (
    "nullsrc=s=320x180:r=25,geq="
    "lum='128+50*(sin(hypot(X-90,Y-90)/6-T*4)+sin(hypot(X-230,Y-90)/6-T*4))':"
    "cb='150+20*sin(T)':cr='110+20*cos(T)',scale=1280:720:flags=bicubic"
)
_LIFE = (
    "life=s=320x180:r=12:mold=12:ratio=0.12:seed=7:life_color=#5eead4:death_color=#134e4a:mold_color=#0f172a,"
    "scale=1280:720:flags=neighbor"
)
_MPEG4 = ("-c:v", "mpeg4", "-q:v", "5", "-c:a", "libmp3lame")
_VP8 = ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "1M", "-c:a", "libopus")

_SCENES: tuple[Item, ...] = (
    Item(
        title="Drifting colours",
        file_name="drifting-colours.mp4",
        make=partial(
            files.video,
            picture=_FIELDS,
            seconds=14,
            base=220,
            step=7,
        ),
        owner="alice",
        description="Five colours on their way through the picture, with a tune of plucked notes.",
        category="Art",
        tags=("abstract", "colours"),
        featured=True,
        captions=CAPTIONS,
        comments=(("bob", "I could watch this for hours."), ("carol", "Lovely. Is there a longer one?")),
    ),
    Item(
        title="A dive into the Mandelbrot set",
        file_name="mandelbrot.mp4",
        make=partial(
            files.video,
            picture="mandelbrot=s=960x540:r=25:start_scale=2.6:end_scale=0.02:end_pts=350,hue=h=120",
            seconds=14,
            base=165,
            step=5,
        ),
        owner="bob",
        description="Deeper and deeper along the edge of the set.",
        category="Experimental",
        tags=("fractal", "mathematics"),
        featured=True,
        comments=(("alice", "The edge never ends."),),
    ),
    Item(
        title="Game of Life",
        file_name="game-of-life.mkv",
        make=partial(files.video, picture=_LIFE, seconds=16, base=196, step=9),
        owner="carol",
        description="Conway's cells: each lives or dies by the number of its neighbours.",
        category="Documentary",
        tags=("mathematics", "cells"),
        comments=(("bob", "Who won?"),),
    ),
    Item(
        title="Two ripples meet",
        file_name="ripples.mp4",
        make=partial(files.video, picture=_RIPPLES, seconds=12, base=247, step=4),
        owner="alice",
        description="Waves of two drops run through each other.",
        category="Art",
        tags=("waves", "physics"),
    ),
    Item(
        title="Spectrum of a tune",
        file_name="spectrum.mp4",
        make=partial(files.spectrum, seconds=14),
        owner="bob",
        description="What you hear is what you see: low notes to the left, high ones to the right.",
        category="Music",
        tags=("music", "waves"),
    ),
    Item(
        title="Wandering over a Sierpinski carpet",
        file_name="sierpinski.mov",
        make=partial(
            files.video,
            picture="sierpinski=s=1280x720:r=25:seed=3:type=carpet",
            seconds=12,
            base=175,
            step=10,
        ),
        owner="carol",
        description="A carpet that is mostly holes.",
        category="Experimental",
        tags=("fractal", "mathematics"),
    ),
    Item(
        title="Filmed upright",
        file_name="upright.mp4",
        make=partial(
            files.video,
            picture=_UPRIGHT,
            seconds=10,
            base=262,
            step=7,
        ),
        owner="alice",
        description="A portrait video, as phones make them.",
        category="Film",
        tags=("phone", "colours"),
    ),
    Item(
        title="Test card in full HD",
        file_name="test-card.mp4",
        make=partial(files.video, picture="testsrc2=s=1920x1080:r=25", seconds=12, base=440, step=5),
        owner="bob",
        description="For those who want to count lines and frames.",
        category="TV",
        tags=("test",),
    ),
    Item(
        title="Rule 110",
        file_name="rule-110.mp4",
        make=partial(
            files.video,
            picture="cellauto=s=320x180:r=25:rule=110:seed=9,scale=1280:720:flags=neighbor",
            seconds=12,
            base=147,
            step=3,
        ),
        owner="carol",
        description="One line of cells, and what becomes of it.",
        category="Documentary",
        tags=("cells", "mathematics"),
        state="unlisted",
    ),
    Item(
        title="Colour bars, four to three",
        file_name="colour-bars.avi",
        make=partial(
            files.video, picture="pal75bars=s=768x576:r=25", seconds=10, base=330, step=7, codec=_MPEG4
        ),
        owner="bob",
        description="An old picture in an old format: the server makes it playable everywhere.",
        category="TV",
        tags=("test", "colours"),
    ),
    Item(
        title="Counting seconds",
        file_name="counting.webm",
        make=partial(files.video, picture="testsrc=s=640x360:r=25", seconds=10, base=392, step=2, codec=_VP8),
        owner="alice",
        description="Ten seconds, counted.",
        category="Film",
        tags=("test",),
    ),
    Item(
        title="A draft for nobody else",
        file_name="draft.mp4",
        make=partial(
            files.video,
            picture=_DRAFT,
            seconds=8,
            base=208,
            step=11,
        ),
        owner="alice",
        description="Private: only its owner and the editors can open it.",
        category="Film",
        state="private",
    ),
)


def _clips(number: int) -> Iterator[Item]:
    for index in range(number):
        scene = _SCENES[index % len(_SCENES)]
        turn = index // len(_SCENES) + 1
        yield scene if turn == 1 else _variation(scene, turn)


def _variation(scene: Item, turn: int) -> Item:
    """The same scene in other colours, under a name of its own."""
    name = Path(scene.file_name)
    make = scene.make
    if isinstance(make, partial) and "picture" in make.keywords:
        make = partial(make, picture=f"{make.keywords['picture']},hue=h={turn * 67 % 360}")
    return replace(
        scene,
        title=f"{scene.title} ({turn})",
        file_name=f"{name.stem}-{turn}{name.suffix}",
        make=make,
        featured=False,
        captions="",
        comments=(),
    )


# -- pictures, sounds, documents -----------------------------------------------------------------------------


_PICTURES: tuple[Item, ...] = (
    Item(
        title="Rosette",
        file_name="rosette.png",
        make=files.rosette,
        owner="carol",
        description="Three hundred circles.",
        category="Art",
        tags=("abstract", "colours"),
        comments=(("alice", "Which program did you use?"),),
    ),
    Item(
        title="Hills in the evening",
        file_name="hills.jpg",
        make=files.hills,
        owner="alice",
        description="Five lines and a sun.",
        category="Art",
        tags=("landscape",),
    ),
    Item(
        title="Tiles",
        file_name="tiles.webp",
        make=files.tiles,
        owner="bob",
        description="Ninety-six tiles with a quarter circle each.",
        category="Art",
        tags=("abstract",),
    ),
)
_SOUNDS: tuple[Item, ...] = (
    Item(
        title="Plucked strings",
        file_name="plucked-strings.mp3",
        make=partial(files.melody, seconds=24, base=196, codec=("-c:a", "libmp3lame", "-b:a", "160k")),
        owner="bob",
        description="Half a minute of a tune that nobody wrote.",
        category="Music",
        tags=("music",),
    ),
    Item(
        title="Slow strings",
        file_name="slow-strings.flac",
        make=partial(files.melody, seconds=18, base=98, codec=("-c:a", "flac")),
        owner="carol",
        description="The same, an octave lower and without loss.",
        category="Music",
        tags=("music",),
    ),
)
_DOCUMENTS: tuple[Item, ...] = (
    Item(
        title="About this demonstration",
        file_name="about-this-demonstration.pdf",
        make=files.leaflet,
        owner="alice",
        description="Three pages on what is to be seen here.",
        category="Documentary",
        tags=("text",),
    ),
)
