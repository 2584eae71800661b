import "@/style/tokens.css";
import "@/style/base.css";
import "@/app/theme";
import { createApp } from "vue";
import { i18n } from "@/app/language";
import { router } from "@/app/router";
import App from "./App.vue";

createApp(App).use(i18n).use(router).mount("#app");
