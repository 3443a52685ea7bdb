"""Has a bundle judged by its descriptions: prints as JSON what the published JSON Schema,
frictionless and csvw say. Arguments: the folder, the package that holds the schema."""

import json
import pathlib
import sys
import warnings
import zipfile

import frictionless
import jsonschema
from csvw import TableGroup

bundle = pathlib.Path(sys.argv[1])
package = zipfile.ZipFile(sys.argv[2])


def json_schema():
    """Faults of the descriptor by the JSON Schema of Data Package 2.0."""
    schema = json.loads(package.read("check_datapackage/schemas/data-package-2-0.json"))
    descriptor = json.loads((bundle / "datapackage.json").read_text("utf-8"))
    errors = jsonschema.Draft7Validator(schema).iter_errors(descriptor)
    return [f"{error.json_path}: {error.message[:200]}" for error in errors]


def data_package():
    """Faults of the descriptor and of rows; numbers of rows count from 1 without the header."""
    report = frictionless.validate(
        str(bundle / "datapackage.json"), limit_errors=100_000
    ).to_descriptor()
    faults = [
        {"type": error["type"], "note": error["note"]} for error in report["errors"]
    ]
    for task in report["tasks"]:
        for error in task["errors"]:
            row = error.get("rowNumber")
            faults.append(
                {
                    "object": task["name"],
                    "field": error.get("fieldName"),
                    "row": None if row is None else row - 1,
                    "type": error["type"],
                    "note": error["note"],
                }
            )
    return {"checked": report["stats"]["tasks"], "faults": faults}


def csvw():
    """Everything that csvw says of the descriptor, cells, keys and references."""
    faults = []

    class Log:
        def warning(self, message):
            faults.append(str(message))

    rows = {}
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        group = TableGroup.from_file(bundle / "csv-metadata.json")
        for table in group.tables:
            items = list(table.iterdicts(log=Log(), with_metadata=True, strict=True))
            rows[str(table.url)] = len(items)
            table.check_primary_key(log=Log())
        group.check_referential_integrity(log=Log())
    faults.extend(str(warning.message) for warning in said)
    return {"rows": rows, "faults": faults}


print(
    json.dumps(
        {"schema": json_schema(), "dataPackage": data_package(), "csvw": csvw()}
    )
)
