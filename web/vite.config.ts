import { fileURLToPath, URL } from "node:url";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

const server = process.env["ANLAN_URL"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2022",
    sourcemap: false,
    // No picture or font is inlined as data: the content security policy stays strict.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/v1": { target: server }, "/readyz": { target: server } } },
  test: {
    environment: "happy-dom",
    include: ["{src,scripts}/**/*.test.ts"],
    css: false,
  },
});
