"""Golden tables for packages/foundation/src/statistics, by methods that share nothing with the library.

Made with Python 3.11, scipy 1.17.1 and numpy 2.4.6. To rerun, from the root of the repository:

    python3 -m venv venv && venv/bin/pip install scipy==1.17.1 numpy==2.4.6
    venv/bin/python scripts/golden/statistics.py

Writes spec/vectors/statistics/:
  sample-sizes.json        scipy.stats.binom.cdf: the smallest samples of the kernel's tables
  clopper-pearson.json     scipy.stats.beta.ppf: quantiles of the beta distribution
  mann-kendall.json        itertools and collections.Counter over all arrangements; for long series without
                           ties a table of inversions, built by inserting one value after another
  cochran-armitage.json    Python integers: (failures, T) tables of products of binomial coefficients, nothing rounded
  total-variation.json     scipy.stats.beta bounds over all subsets; scipy.stats.binom for chances and power
  discriminator-auc.json   scipy.stats.binom
"""

import itertools
import json
import math
import random
from collections import Counter, defaultdict
from fractions import Fraction
from pathlib import Path

import numpy
import scipy
from scipy.stats import beta, binom

FOLDER = Path(__file__).parents[2] / "spec" / "vectors" / "statistics"
MAKER = f"scripts/golden/statistics.py, scipy {scipy.__version__}, numpy {numpy.__version__}"
random.seed(20260)


def write(name, content):
    text = json.dumps({"maker": MAKER, **content}, indent=1)
    (FOLDER / f"{name}.json").write_text(text + "\n")


def smallest_sample(claim, failures, alpha):
    trials = failures + 1
    while binom.cdf(failures, trials, 1 - claim) > alpha:
        trials += 1
    return trials


def sample_sizes():
    plain, first = 0.05, 0.030396355
    rows = [(claim, plain, 50_000_000, k) for claim in (0.90, 0.95, 0.99) for k in range(6)]
    rows += [(0.999, plain, 50_000_000, k) for k in range(6)]
    rows += [(0.99, first, 30_396_355, k) for k in range(6)]
    table = [
        {
            "claimPpm": round(claim * 1_000_000),
            "alphaPpb": ppb,
            "failures": k,
            "trials": smallest_sample(claim, k, alpha),
        }
        for claim, alpha, ppb, k in rows
    ]
    write("sample-sizes", {"rows": table})


def upper_share(trials, count, alpha):
    """A quantile of the beta distribution."""
    return 1.0 if count == trials else float(beta.ppf(1 - alpha, count + 1, trials - count))


def clopper_pearson():
    cells = [(1, 0), (1, 1), (10, 0), (10, 3), (10, 10), (29, 0), (111, 5), (144, 72), (500, 499), (1000, 500)]
    cells += [(1132, 5), (1132, 131), (2000, 800), (2000, 1), (10000, 5000), (10000, 9990)]
    rows = []
    for (trials, count), alpha in itertools.product(cells, (Fraction(1, 20), Fraction(1, 1200), Fraction(1, 10_000))):
        # Bounds that are whole ppm, such as 1/10 000 for 1 of 1, must not slip over the edge by a float's last digit.
        upper = math.ceil(upper_share(trials, count, float(alpha)) * 1_000_000 - 1e-6)
        lower = math.floor((1 - upper_share(trials, trials - count, float(alpha))) * 1_000_000 + 1e-6)
        rows.append({"trials": trials, "count": count, "oneIn": alpha.denominator, "lowerPpm": lower, "upperPpm": upper})
    write("clopper-pearson", {"rows": rows})


def inversions(values):
    return sum(values[i] > values[j] for i in range(len(values)) for j in range(i + 1, len(values)))


def arrangements_by_inversions(values):
    """Every arrangement, equal values told apart: each different one is met equally often."""
    return Counter(inversions(order) for order in itertools.permutations(values))


def untied_by_inversions(length):
    """Inserting the next larger value before t of the present ones makes t inversions."""
    table = {0: 1}
    for present in range(1, length):
        grown = defaultdict(int)
        for count, ways in table.items():
            for added in range(present + 1):
                grown[count + added] += ways
        table = grown
    return table


def sums(left, right):
    both = defaultdict(int)
    for (a, ways), (b, more) in itertools.product(left.items(), right.items()):
        both[a + b] += ways * more
    return both


def rise_p_value(strata, table_of):
    table = {0: 1}
    for values in strata:
        table = sums(table, table_of(values))
    observed = sum(inversions(values) for values in strata)
    return Fraction(sum(ways for count, ways in table.items() if count <= observed), sum(table.values()))


def mann_kendall():
    rows = []
    for strata_count, length, kinds in [(1, 1, 3), (1, 4, 9), (1, 6, 3), (2, 5, 4), (3, 6, 2), (3, 7, 9), (4, 6, 5), (2, 7, 3)] * 3:
        strata = [[random.randrange(kinds) + i // 2 for i in range(length)] for _ in range(strata_count)]
        rows.append((strata, rise_p_value(strata, arrangements_by_inversions)))
    for strata_count, length, drift in [(1, 64, 12), (4, 24, 20), (8, 8, 40), (8, 8, 90), (8, 8, 180), (6, 32, 8)]:
        strata = [[v + i * drift for i, v in enumerate(random.sample(range(1000), length))] for _ in range(strata_count)]
        strata = [values for values in strata if len(set(values)) == length]
        rows.append((strata, rise_p_value(strata, lambda values: untied_by_inversions(len(values)))))
    table = [{"strata": strata, "numerator": str(p.numerator), "denominator": str(p.denominator)} for strata, p in rows]
    write("mann-kendall", {"rows": table})


def rank_sum_p_value(groups):
    """P(T >= t) given all failures, in whole numbers: nothing is rounded and nothing is left out."""
    failures = sum(f for _, f in groups)
    observed = sum(rank * f for rank, (_, f) in enumerate(groups))
    table = {(0, 0): 1}
    for rank, (trials, _) in enumerate(groups):
        ways = [math.comb(trials, count) for count in range(min(trials, failures) + 1)]
        grown = defaultdict(int)
        for (sum_before, score), weight in table.items():
            for count in range(min(trials, failures - sum_before) + 1):
                grown[sum_before + count, score + rank * count] += weight * ways[count]
        table = grown
    extreme = sum(weight for (total, score), weight in table.items() if total == failures and score >= observed)
    every = sum(weight for (total, _), weight in table.items() if total == failures)
    return Fraction(extreme, every)


def cochran_armitage():
    fixed = [
        [(1132, 0), (1132, 1), (1132, 2), (1132, 5), (1132, 9)],
        [(1132, 0), (1132, 0), (1132, 1), (1132, 1), (1132, 2), (1132, 2), (1132, 3), (1132, 7)],
        [(1132, 6), (1132, 5), (1132, 7), (1132, 11), (1132, 16)],
        [(1132, 5), (1132, 6), (1132, 9), (1132, 10), (1132, 17)],
        [(111, 105), (111, 103), (111, 108), (111, 111), (111, 110)],
        [(50, 10), (70, 22), (30, 12), (90, 45)],
    ]
    for _ in range(30):
        size = random.randrange(2, 7)
        trials = [random.choice((5, 20, 40)) for _ in range(size)]
        fixed.append([(n, min(n, int(n * (0.05 + 0.12 * rank * random.random()) + random.random()))) for rank, n in enumerate(trials)])
    rows = []
    for groups in fixed:
        p = rank_sum_p_value(groups)
        shown = [one_in for one_in in (20, 1000, 10_000) if p * one_in <= 1]
        rows.append({"groups": [list(group) for group in groups], "p": float(p), "shownAtOneIn": shown})
    write("cochran-armitage", {"limits": [20, 1000, 10_000], "rows": rows})


def gap_bounds(evaluated, shadowed, alpha):
    categories = len(evaluated)
    subsets = [s for size in range(1, categories) for s in itertools.combinations(range(categories), size)]
    level = alpha / (2 * len(subsets))
    e_total, s_total = sum(evaluated), sum(shadowed)
    upper = lower = 0.0
    for subset in subsets:
        e, s = sum(evaluated[i] for i in subset), sum(shadowed[i] for i in subset)
        e_up = beta.ppf(1 - level, e + 1, e_total - e) if e < e_total else 1.0
        e_lo = beta.ppf(level, e, e_total - e + 1) if e > 0 else 0.0
        s_up = beta.ppf(1 - level, s + 1, s_total - s) if s < s_total else 1.0
        s_lo = beta.ppf(level, s, s_total - s + 1) if s > 0 else 0.0
        upper = max(upper, math.ceil(e_up * 1e6) - math.floor(s_lo * 1e6))
        lower = max(lower, math.floor(e_lo * 1e6) - math.ceil(s_up * 1e6))
    return lower, upper


def critical_counts(trials, alpha):
    counts = numpy.arange(trials + 1)
    upper = numpy.where(counts < trials, beta.ppf(1 - alpha, counts + 1, numpy.maximum(trials - counts, 1e-9)), 1)
    lower = numpy.where(counts > 0, beta.ppf(alpha, numpy.maximum(counts, 1e-9), trials - counts + 1), 0)
    return lower, upper


def chance_shown_two_categories(trials, share, gap, limit, alpha):
    """The exact chance that a gap of two categories is shown above the limit, over all pairs of counts."""
    lower, upper = critical_counts(trials, alpha / 4)
    counts = numpy.arange(trials + 1)
    in_eval, in_shadow = binom.pmf(counts, trials, share + gap), binom.pmf(counts, trials, share)
    shown = (lower[:, None] - upper[None, :] > limit) | (lower[None, :] - upper[:, None] > limit)
    return float(in_eval @ shown @ in_shadow)


def chance_proven_two_categories(trials, limit, alpha):
    lower, upper = critical_counts(trials, alpha / 4)
    mass = binom.pmf(numpy.arange(trials + 1), trials, 0.5)
    gap = numpy.maximum(upper[:, None] - lower[None, :], upper[None, :] - lower[:, None])
    return float(mass @ (gap <= limit) @ mass)


def chance_proven_equal(categories, trials, limit, alpha, runs=300):
    generator = numpy.random.default_rng(7)
    draw = lambda: [int(c) for c in generator.multinomial(trials, [1 / categories] * categories)]
    return sum(gap_bounds(draw(), draw(), alpha)[1] <= limit * 1e6 for _ in range(runs)) / runs


def detectable_gap(trials, categories, limit, alpha):
    level = alpha / (2 * (2**categories - 2))
    bound = math.floor((1e6 * (1 - limit) - 1) / 2) / 1e6
    critical = max((k for k in range(trials + 1) if binom.cdf(k, trials, bound) <= level), default=None)
    return None if critical is None else 1_000_000 - 2 * math.floor(beta.ppf(0.1, critical + 1, trials - critical) * 1e6)


def total_variation():
    samples = [([500, 500], [510, 490]), ([900, 100], [500, 500]), ([30, 0], [0, 30]), ([50, 0], [50, 0]), ([5, 3, 2], [300, 500, 200])]
    samples += [([400] * 5, [420, 390, 380, 410, 400]), ([400] * 5, [700, 390, 180, 330, 400]), ([1900, 60, 30, 10, 0], [2000, 40, 3, 0, 7])]
    samples += [([250] * 8, [260, 240, 255, 245, 250, 250, 230, 270])]
    for _ in range(20):
        size = random.randrange(2, 6)
        samples.append(([random.randrange(200) for _ in range(size)], [random.randrange(200) for _ in range(size)]))
    rows = []
    for evaluated, shadowed in samples:
        lower, upper = gap_bounds(evaluated, shadowed, 0.05)
        rows.append({"evaluated": evaluated, "shadowed": shadowed, "lowerPpm": lower, "upperPpm": upper})
    power = []
    for trials, categories in [(20, 2), (25, 2), (100, 2), (500, 2), (1000, 2), (1000, 3), (2000, 5)]:
        gap = detectable_gap(trials, categories, 0.10, 0.05)
        row = {"trials": trials, "categories": categories, "detectableGapPpm": gap}
        if categories == 2 and gap is not None and gap < 1_000_000:
            shares = numpy.linspace(0, 1 - gap / 1e6, 41)
            chances = [chance_shown_two_categories(trials, share, gap / 1e6, 0.10, 0.05) for share in shares]
            row["leastChanceShown"] = round(min(chances), 4)
        power.append(row)
    proven = {
        "twoEqualCategories1000": round(chance_proven_two_categories(1000, 0.10, 0.05), 3),
        "fiveEqualCategories2000": round(chance_proven_equal(5, 2000, 0.10, 0.05), 3),
    }
    pairs = [{"discordant": k, "pairs": smallest_sample(0.90, k, 0.05)} for k in range(3)]
    write("total-variation", {"alphaOneIn": 20, "limitPpm": 100_000, "rows": rows, "power": power, "chanceProven": proven, "pairs": pairs})


def discriminator_auc():
    rows = []
    for pairs, limit in itertools.product((40, 60, 100, 144, 300), (60, 75)):
        most = max(k for k in range(-1, pairs + 1) if binom.cdf(k, pairs, limit / 100) <= 0.05)
        least = min(k for k in range(pairs + 2) if binom.sf(k - 1, pairs, limit / 100) <= 0.05)
        rows.append({"pairs": pairs, "limitPercent": limit, "mostWins": most, "leastWins": least})
    most = next(row["mostWins"] for row in rows if row["pairs"] == 144 and row["limitPercent"] == 60)
    write("discriminator-auc", {"rows": rows, "chanceOf144At050": round(float(binom.cdf(most, 144, 0.5)), 4)})


for make in (sample_sizes, clopper_pearson, mann_kendall, cochran_armitage, total_variation, discriminator_auc):
    make()
