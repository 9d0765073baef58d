"""What scikit-learn and XGBoost make of generated leads, frozen for the oracle tests beside this file.

    /usr/bin/python3 -W ignore shared-scoring/test/oracles/make-fixtures.py

made the fixtures with Debian's python3-sklearn 1.2.1 and python3-xgboost 1.7.4. Every number is drawn from a fixed seed, so the same
versions make the same files.
"""
import json
from pathlib import Path

import numpy as np
import xgboost
from sklearn import metrics
from sklearn.calibration import _sigmoid_calibration, calibration_curve
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

FOLDER = Path(__file__).parent / "generated"


def write(name, content):
    as_numbers = lambda value: value.tolist() if hasattr(value, "tolist") else value
    text = json.dumps(content, default=as_numbers, separators=(",", ":"), allow_nan=False)
    (FOLDER / f"{name}.json").write_text(text + "\n")


def with_null(values):
    """JSON knows no NaN."""
    return [None if np.isnan(value) else float(value) for value in values]


def sigmoid(log_odds):
    return 1 / (1 + np.exp(-log_odds))


def measures():
    random = np.random.default_rng(1)

    def case(name, propensities, labels, threshold):
        tn, fp, fn, tp = metrics.confusion_matrix(labels, propensities >= threshold).ravel()
        rates, means = calibration_curve(labels, propensities, n_bins=10, strategy="quantile")
        return {
            "name": name,
            "propensities": propensities,
            "labels": labels,
            "threshold": threshold,
            "auc": metrics.roc_auc_score(labels, propensities),
            "prAuc": metrics.average_precision_score(labels, propensities),
            "logLoss": metrics.log_loss(labels, propensities, eps=1e-15),
            "brier": metrics.brier_score_loss(labels, propensities),
            "confusion": {"tn": int(tn), "fp": int(fp), "fn": int(fn), "tp": int(tp)},
            # Bins of equal size, the lowest first; comparable where no propensity comes twice.
            "bins": None if len(set(propensities)) < len(propensities) else {"rates": rates, "means": means},
        }

    log_odds = random.normal(-1, 1.5, 300)
    labels = (random.random(300) < sigmoid(log_odds)).astype(int)
    shown = sigmoid(1.4 * log_odds + 0.3)
    rare = (random.random(300) < 0.02).astype(int)
    certain = np.where(random.random(300) < 0.2, labels, shown)
    write("measures", [
        case("distinct propensities", shown, labels, 0.4),
        case("many ties", np.round(shown, 1), labels, 0.5),
        case("rare conversions at chance", random.random(300), rare, 0.5),
        case("certainties, all right but one", np.append(certain, 1.0), np.append(labels, 0), 0.7),
    ])


def isotonic():
    random = np.random.default_rng(2)
    log_odds = np.sort(random.normal(-0.5, 1.2, 60))
    rows = random.integers(100, 300, 60)
    conversions = random.binomial(rows, sigmoid(1.2 * np.tanh(log_odds) - 0.3))
    rates = conversions / rows
    fitted = IsotonicRegression().fit(log_odds, rates, sample_weight=rows).predict(log_odds)
    write("isotonic", {"logOdds": log_odds, "rows": rows, "conversions": conversions, "fitted": fitted})


def logistic():
    """Rows as ours are laid out: one term of each column, and its value."""
    random = np.random.default_rng(3)
    count = 400
    missing = random.random(count) < 0.15
    number, level, second = random.normal(size=count), random.integers(0, 4, count), random.normal(size=count)
    terms = np.stack([np.where(missing, 1, 0), 2 + level, np.full(count, 6)], axis=1)
    values = np.stack([np.where(missing, 1, number), np.ones(count), second], axis=1)
    dense = np.zeros((count, 7))
    np.put_along_axis(dense, terms, values, axis=1)
    chances = sigmoid(dense @ [0.9, -0.5, 0.4, -0.8, 0, 0.3, -0.6])
    # As many of either outcome, so that the log-odds that our intercept is held to by a trace of penalty are 0.
    labels = (random.random(count) < chances).astype(int)
    kept = np.sort(np.concatenate([np.flatnonzero(labels == outcome)[:150] for outcome in [0, 1]]))
    terms, values, dense, labels = terms[kept], values[kept], dense[kept], labels[kept]
    fits = []
    for penalty in [0.3, 1, 30]:
        # A constant column of this height, penalised as the others are, is an intercept under a penalty of .001.
        height = np.sqrt(penalty / 0.001)
        model = LogisticRegression(C=1 / penalty, fit_intercept=False, solver="newton-cholesky", tol=1e-12)
        model.fit(np.column_stack([dense, np.full(len(labels), height)]), labels)
        *weights, last = model.coef_[0]
        fits.append({"penalty": penalty, "intercept": last * height, "weights": weights})
    write("logistic", {"termCount": 7, "terms": terms, "values": values, "labels": labels, "fits": fits})


def platt():
    random = np.random.default_rng(4)
    cases = []
    for count, slope, shift in [(200, 0.6, 0.4), (50, 1.7, -1), (800, 0.2, 0)]:
        log_odds = random.normal(-0.7, 1.3, count)
        labels = (random.random(count) < sigmoid(slope * log_odds + shift)).astype(int)
        a, b = _sigmoid_calibration(log_odds, labels)
        cases.append({"logOdds": log_odds, "labels": labels, "slope": -a, "intercept": -b})
    write("platt", cases)


def draw_leads(random, count):
    """Three whole numbers, one of them missing in a fifth of leads, and a category of eight levels."""
    visits, age, size = random.integers(0, 30, count), random.integers(0, 90, count), random.integers(1, 12, count)
    level = random.integers(0, 8, count)
    missing = random.random(count) < 0.2
    effect = np.array([0.8, -0.6, 0.1, -1.2, 0.5, 0, 1.1, -0.3])[level]
    log_odds = 0.08 * visits - 0.02 * age + np.where(missing, -0.9, 0.1 * size) + effect - 1.4
    labels = (random.random(count) < sigmoid(log_odds + 0.03 * visits * (age < 30))).astype(int)
    return np.stack([visits, age, np.where(missing, np.nan, size), level], axis=1).astype(float), labels


def start_of(labels, weights):
    """Our log-odds before the first tree, as XGBoost's base_score."""
    return ((labels * weights).sum() + 0.5) / (weights.sum() + 1)


def conditions_of(tree):
    """Thresholds, and leaf values in leaves; a split by categories has none."""
    return [None if by_category else condition for condition, by_category in zip(tree["split_conditions"], tree["split_type"])]


def xgboost_forest():
    """Numbers and categories with missing values; the trees as XGBoost saves them."""
    values, labels = draw_leads(np.random.default_rng(5), 800)
    types = ["q", "q", "q", "c"]
    leads = xgboost.DMatrix(values, labels, feature_types=types, enable_categorical=True)
    options = {
        "objective": "binary:logistic", "tree_method": "hist", "max_depth": 5, "eta": 0.3, "lambda": 1,
        "max_cat_to_onehot": 1, "base_score": 0.3, "nthread": 1, "seed": 1,
    }
    booster = xgboost.train(options, leads, num_boost_round=12)
    saved = json.loads(booster.save_raw("json"))["learner"]["gradient_booster"]["model"]["trees"]
    kept = [
        "left_children", "right_children", "split_indices", "split_type", "default_left",
        "sum_hessian", "categories", "categories_nodes", "categories_segments", "categories_sizes",
    ]
    shown = xgboost.DMatrix(values[:60], feature_types=types, enable_categorical=True)
    write("xgboost-forest", {
        "baseScore": 0.3,
        "trees": [{**{key: tree[key] for key in kept}, "split_conditions": conditions_of(tree)} for tree in saved],
        "rows": [with_null(row) for row in values[:60]],
        "logOdds": booster.predict(shown, output_margin=True),
        # The last of each row is the bias.
        "contributions": booster.predict(shown, pred_contribs=True),
    })


def xgboost_training():
    """Whole numbers of fewer values than bins, so that histograms see every split."""
    random = np.random.default_rng(6)
    values, labels = draw_leads(random, 1200)
    fresh, fresh_labels = draw_leads(random, 1200)
    common = {
        "objective": "binary:logistic", "tree_method": "hist", "grow_policy": "lossguide", "max_depth": 0,
        "min_child_weight": 1e-3, "nthread": 1, "seed": 1,
    }
    fits = []
    for name, rounds, most, options in [
        ("one split", 1, 1, {"max_leaves": 2, "eta": 1, "lambda": 0}),
        ("one tree with l2", 1, 1, {"max_leaves": 8, "eta": 1, "lambda": 3}),
        ("forty trees", 40, 1, {"max_leaves": 6, "eta": 0.1, "lambda": 5, "min_child_weight": 4}),
        ("one tree with l1", 1, 1, {"max_leaves": 8, "eta": 1, "lambda": 1, "alpha": 4}),
        ("forty trees of leads that count up to three times", 40, 3, {"max_leaves": 6, "eta": 0.1, "lambda": 5}),
        ("forty rising trees", 40, 1, {"max_leaves": 6, "eta": 0.1, "lambda": 5, "monotone_constraints": "(1,-1,0)"}),
    ]:
        weights = 1.0 + np.arange(len(labels)) % most
        leads = xgboost.DMatrix(values[:, :3], labels, weight=weights)
        start = {"base_score": start_of(labels, weights)}
        booster = xgboost.train({**common, **start, **options}, leads, num_boost_round=rounds)
        of = lambda table: booster.predict(xgboost.DMatrix(table[:, :3]), output_margin=True)
        fits.append({
            "name": name, "rounds": rounds, "weights": list(range(1, most + 1)), "options": options,
            "directions": [int(each) for each in options.get("monotone_constraints", "(0,0,0)").strip("()").split(",")],
            "logOdds": of(values[:200]), "freshAuc": metrics.roc_auc_score(fresh_labels, of(fresh)),
        })
    table = lambda numbers: [with_null(row) for row in numbers[:, :3].T]
    write("xgboost-training", {
        "columns": table(values), "labels": labels, "freshColumns": table(fresh), "freshLabels": fresh_labels,
        "fits": fits,
    })


FOLDER.mkdir(exist_ok=True)
for make in [measures, isotonic, logistic, platt, xgboost_forest, xgboost_training]:
    make()
