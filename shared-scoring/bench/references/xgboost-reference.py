"""XGBoost on one thread, told by lines of JSON what to time; answers each with a line of JSON."""
import json
import sys
import time

import numpy
import xgboost

PARAMETERS = {
    "objective": "binary:logistic", "tree_method": "hist", "grow_policy": "lossguide", "max_depth": 0,
    "max_leaves": 31, "eta": 0.1, "lambda": 5, "max_bin": 255, "nthread": 1,
}
sets, boosters = {}, {}


def matrix_of(name, rows=None):
    values, labels, types = sets[name]
    end = len(values) if rows is None else rows
    return xgboost.DMatrix(values[:end], labels[:end], feature_types=types, enable_categorical=True, nthread=1)


def load(name, folder, nRows, types):
    values = numpy.fromfile(f"{folder}/values.f32", numpy.float32).reshape(nRows, len(types))
    sets[name] = values, numpy.fromfile(f"{folder}/labels.u8", numpy.uint8), types


def train(name):
    boosters[name] = xgboost.train(PARAMETERS, matrix_of(name), 100)


def timed(work):
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def answer(request):
    operation, name = request.pop("operation"), request.pop("name")
    if operation == "load":
        return load(name, **request)
    if operation == "train":
        return timed(lambda: train(name))
    # A matrix of its own, made beforehand: nothing is cached, nothing but scoring is timed.
    matrix = matrix_of(name, request.get("rows"))
    if operation == "predict":
        return timed(lambda: boosters[name].predict(matrix, output_margin=True))
    return timed(lambda: boosters[name].predict(matrix, pred_contribs=True))


print(json.dumps(xgboost.__version__), flush=True)
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
