#!/usr/bin/env bash
# Packs the product, installs the package into an empty folder, and uses it as a stranger would: the command and the library.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$root"
archive=$(npm pack --silent --pack-destination "$work" | tail -n 1)
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund "./$archive"
npx --no-install sallyport --version
npx --no-install sallyport config show >/dev/null
cat > use.mjs <<'JS'
import { start } from 'sallyport'

const node = await start({ data: 'memory', port: 0 })
const refused = await fetch(`${node.url}/idx`, { method: 'PUT' })
const authorization = `Basic ${Buffer.from(`elastic:${node.password}`).toString('base64')}`
const created = await fetch(`${node.url}/idx`, { method: 'PUT', headers: { authorization } })
await node.stop()
if (refused.status !== 401 || created.status !== 200) throw new Error(`expected 401 and 200, got ${refused.status} and ${created.status}`)
JS
node use.mjs
echo "the package installs and works"
