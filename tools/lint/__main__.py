import sys

from tools.lint.check import check_project

breaches = check_project()
for breach in breaches:
    print(breach)
if breaches:
    sys.exit(f"{len(breaches)} breaches of the house rules.")
print("House rules kept.")
