"""What makes untrusted input safe to open; added to every command at the moment of running."""

from __future__ import annotations

from apps.encoding.commands.facts import Arguments

# Demuxers of self-contained files. Playlists, manifests and scripts, which name other files, are left out.
INPUT_FORMATS = (
    "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,asf_o,au,avi,caf,dts,dv,eac3,flac,flv,gxf,h264,hevc,ivf,"
    "matroska,webm,mp3,mov,mp4,m4a,m4v,3gp,3g2,mj2,mpeg,mpegts,mpegvideo,mpc,mpc8,mxf,nut,nsv,obu,ogg,"
    "rm,spx,swf,tta,truehd,vc1,w64,wav,wtv,wv"
)
CONCAT_FORMATS = f"concat,{INPUT_FORMATS}"
PROTOCOLS = "file"


def hardened(command: Arguments) -> Arguments:
    """Return a command whose inputs cannot lead anywhere else (OWASP SSRF; spec/pipeline.md §20, H19).

    Before each ``-i`` stand a protocol and a format allow list, so that a playlist or manifest under a
    video's name is refused instead of followed; the path becomes a ``file:`` URL, so that no name is taken
    for a protocol or an option.
    """
    formats = CONCAT_FORMATS if "concat" in command else INPUT_FORMATS
    guarded: Arguments = []
    previous: str | int = ""
    for argument in command:
        if argument == "-i":
            guarded += ["-protocol_whitelist", PROTOCOLS, "-format_whitelist", formats]
        guarded.append(f"file:{argument}" if previous == "-i" else argument)
        previous = argument
    return guarded
