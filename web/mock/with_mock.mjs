// @ts-check
// Builds the page, starts the demonstration server with it, and runs a command against it.
import { spawn, spawnSync } from "node:child_process";
import { startMock } from "./http.mjs";
import { makeWorld } from "./world.mjs";

if (process.env["ANLAN_SKIP_BUILD"] !== "1") {
  const built = spawnSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
  if (built.status !== 0) process.exit(built.status ?? 1);
}
const mock = await startMock();
const signIns = makeWorld().accounts.map(({ role, unit, name, password }) => ({
  role,
  unit,
  name,
  password,
}));
const [command = "", ...rest] = process.argv.slice(2);
const child = spawn(command, rest, {
  stdio: "inherit",
  env: {
    ...process.env,
    PATH: `node_modules/.bin:${process.env["PATH"]}`,
    ANLAN_URL: mock.url,
    ANLAN_SIGN_INS: JSON.stringify(signIns),
    ANLAN_MOCK: "1",
  },
});
child.on("exit", (code) => {
  mock.stop();
  process.exit(code ?? 1);
});
