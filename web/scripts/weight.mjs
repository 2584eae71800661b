// Says what the built page weighs, and fails where the shell is heavier than it may be.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const k_shell_limit = 300_000;
const dist = new URL("../dist/", import.meta.url).pathname;
const weigh = (name) => gzipSync(readFileSync(join(dist, name)), { level: 9 }).length;

const index = readFileSync(join(dist, "index.html"), "utf8");
const shell = ["index.html", ...[...index.matchAll(/(?:src|href)="\/([^"]+)"/g)].map((m) => m[1])];
// The frame comes with every page after signing in.
for (const name of readdirSync(join(dist, "assets"))) {
  if (name.startsWith("AppFrame-")) shell.push(`assets/${name}`);
}
const total = shell.reduce((sum, name) => sum + weigh(name), 0);
/** @type {[number, string][]} */
const assets = readdirSync(join(dist, "assets")).map((name) => [weigh(`assets/${name}`), name]);
assets.sort((a, b) => b[0] - a[0]);

for (const [size, name] of assets.slice(0, 8)) {
  console.log(`${(size / 1000).toFixed(1).padStart(8)} kB gzipped  ${name}`);
}
console.log(`shell: ${(total / 1000).toFixed(1)} kB gzipped of ${k_shell_limit / 1000} kB`);
if (total > k_shell_limit) process.exit(1);
