process count { script: "wc -l frogs.csv" }
