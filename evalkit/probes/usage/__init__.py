"""The API that an implementation really uses: recorded in a verified run, or read off the source."""
