"""The best path of a note's sentences through the windows of a video: the same for every method."""
import numpy

CANDIDATES = 48
SCALE_SECONDS = 30
PENALTIES = (0, 0.1, 0.2, 0.4, 0.8, 1.6)


def normalised(scores):
    """Each sentence's scores with mean 0 and deviation 1, so that methods can be compared and added."""
    spread = scores.std(axis=1, keepdims=True)
    return (scores - scores.mean(axis=1, keepdims=True)) / numpy.where(spread > 0, spread, 1)


def best_path(scores, starts, penalty):
    """For each sentence the start of its window, so that the scores, less the penalty of each jump, are greatest.

    `scores`: a row a sentence, a column a window; only the best windows of each sentence are considered. A jump costs
    `penalty` times the logarithm of its length, and as much again as for half a minute if it goes back.
    """
    starts = numpy.asarray(starts, dtype=float)
    count = min(CANDIDATES, scores.shape[1])
    picked = numpy.argsort(-scores, axis=1, kind='stable')[:, :count]
    total, came_from = numpy.take_along_axis(scores[:1], picked[:1], axis=1)[0], []
    for before, here, row in zip(picked, picked[1:], scores[1:]):
        jumps = starts[here][None, :] - starts[before][:, None]
        costs = penalty * (numpy.log1p(numpy.abs(jumps) / SCALE_SECONDS) + numpy.log(2) * (jumps < 0))
        ways = total[:, None] - costs
        came_from.append(ways.argmax(axis=0))
        total = ways.max(axis=0) + row[here]
    at = int(total.argmax())
    path = [at]
    for step in reversed(came_from):
        at = int(step[at])
        path.append(at)
    return [float(starts[picked[number][at]]) for number, at in enumerate(reversed(path))]
