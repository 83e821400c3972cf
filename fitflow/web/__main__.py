from fitflow.web.cli import main

main()
