package pond
allow { input.user == "heron" }
