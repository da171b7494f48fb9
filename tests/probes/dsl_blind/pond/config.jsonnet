{ ponds: [p + 1 for p in [1, 2]] }
