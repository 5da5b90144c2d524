#!/usr/bin/env bash
# Builds and runs the benchmarks side by side with their peers and prints the table: all, or those that are named ("./bench.sh P1 P7").
# --smoke runs them with small sizes and without a verdict. Needs gcc for the peers in C, and a Chromium for P9 to P11.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
command -v gcc >/dev/null || { echo "gcc is not here: the peers are written in C. Install the package gcc." >&2; exit 2; }
dotnet build tests/Pkernfs.Benchmarks -c Release -v q -nologo >&2
exec dotnet tests/Pkernfs.Benchmarks/bin/Release/net10.0/Pkernfs.Benchmarks.dll "$@"
