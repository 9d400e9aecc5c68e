// The installed version of a package, for the table.
import { readFileSync } from 'node:fs'

export function version(name) {
  return JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version
}
