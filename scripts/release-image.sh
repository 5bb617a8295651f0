#!/usr/bin/env bash
# Builds the image of deploy/release/Dockerfile, with its bill of materials, and tries it as it will run: without root, with a
# read-only root file system, without a network.
#   scripts/release-image.sh NAME:VERSION [build arguments …]
set -euo pipefail

if [[ $# -lt 1 || $1 != *:* || $1 == *:latest ]]; then
  echo "RELEASE_IMAGE_NAME: expected a name with a version, such as plimsoll:0.1.0; got \"${1:-}\"" >&2
  exit 2
fi
image=$1
shift

cd "$(dirname "${BASH_SOURCE[0]}")/.."
docker buildx build --file deploy/release/Dockerfile --tag "$image" --load "$@" .
# The bill of materials and the provenance go with the image into a registry; beside it they are a file.
docker buildx build --file deploy/release/Dockerfile --sbom=true --provenance=mode=max \
  --output "type=oci,dest=${image//[^A-Za-z0-9.-]/-}.oci.tar" "$@" .

run=(docker run --rm --read-only --network none --cap-drop ALL --security-opt no-new-privileges)
"${run[@]}" "$image" release --help >/dev/null
user=$(docker image inspect --format '{{.Config.User}}' "$image")
if [[ $user != 65532:65532 ]]; then
  echo "RELEASE_IMAGE_ROOT: expected the user 65532:65532, got \"$user\"" >&2
  exit 1
fi
echo "$image runs"
