// @ts-check
// The page with hot reload, before the demonstration server: npm run dev:mock
import { createServer } from "vite";
import { startMock } from "./http.mjs";

const mock = await startMock();
process.env["ANLAN_URL"] = mock.url;
const server = await createServer();
await server.listen();
server.printUrls();
console.log("  sign in as analyst, chief-06, officer-06, commander, administrator or auditor;");
console.log("  the password is demo-NAME");
