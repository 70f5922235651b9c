"""What every figure keeps to: its settled picture depends on the list alone, and fits."""


def check_settled(build, make):
    """Stream a list into one plot and draw it at once in another: they end alike.

    Args: build: makes the plot; make: makes the list that its update takes.
    """
    seen, streamed, fresh = make(), build(), build()
    for end in (1, len(seen)):
        streamed.update(seen[:end])
        streamed.picture()
    assert (streamed.update(seen), streamed.picture(2)) == (fresh.update(seen), fresh.picture(2))
    streamed.pin(True)
    streamed.pin(False)
    assert streamed.picture(2) == fresh.picture(2)
    box = 100 * fresh.figure.get_tightbbox(fresh.canvas.get_renderer()).get_points()
    assert (box >= -1).all() and (box <= (fresh.width + 1, fresh.height + 1)).all(), box
