import { defineConfig } from "@playwright/test";
import { launchOptions } from "./e2e/browser.mjs";

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 1,
  fullyParallel: false,
  reporter: [["list"]],
  use: {
    baseURL: process.env["ANLAN_URL"] ?? "http://127.0.0.1:8080",
    viewport: { width: 1440, height: 900 },
    launchOptions,
    trace: "retain-on-failure",
  },
});
