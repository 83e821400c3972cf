"""House rules, checked: each rule is a few lines over the syntax tree of one file.

A rule gives way where a line, or the comment line above it, says why: `# house: allow <rule> — reason`
(in templates `{# house: allow <rule> — reason #}`). An allowance without a reason is a breach, and so is one that
nothing needs.
"""
