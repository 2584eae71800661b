// @ts-check
/** @typedef {import("./types").S} S */
/** @typedef {import("./types").World} World */

export const permissionsOf = {
  administrator: [
    "units_read",
    "units_write",
    "analyses_read",
    "delivery_manage",
    "accounts_manage",
  ],
  commander: [
    "units_read",
    "incidents_read",
    "analyses_read",
    "warnings_read",
    "warnings_handle",
    "tasks_read",
    "tasks_order",
    "tasks_accept",
    "outcomes_read",
    "journal_read",
  ],
  analyst: [
    "units_read",
    "incidents_read",
    "incidents_import",
    "analyses_read",
    "analyses_write",
    "warnings_read",
    "warnings_handle",
    "tasks_read",
    "tasks_order",
    "tasks_accept",
    "outcomes_read",
  ],
  station_chief: [
    "units_read",
    "incidents_read",
    "analyses_read",
    "warnings_read",
    "warnings_handle",
    "tasks_read",
    "tasks_order",
    "tasks_do",
    "tasks_accept",
    "outcomes_read",
  ],
  station_officer: [
    "units_read",
    "incidents_read",
    "warnings_read",
    "tasks_read",
    "tasks_do",
    "outcomes_read",
  ],
  mediator: ["units_read", "warnings_read", "tasks_read", "tasks_do"],
  fraud_operator: ["units_read", "warnings_read", "tasks_read", "tasks_do"],
  auditor: ["units_read", "journal_read"],
};

const surnames = [
  "Lin 林",
  "Zhao 赵",
  "Sun 孙",
  "Zhou 周",
  "Wu 吴",
  "Zheng 郑",
  "Feng 冯",
  "Han 韩",
  "Tang 唐",
  "Deng 邓",
  "Xu 许",
  "He 何",
];

/** @param {World} world */
export function makeAccounts(world) {
  const add = (name, display_name, role, unit) => {
    world.accounts.push({
      id: world.id(),
      name,
      display_name,
      role,
      unit,
      unit_name: world.places.get(unit)?.unit.name ?? { en: unit, zh: unit },
      language: "zh",
      is_disabled: false,
      must_change_password: false,
      last_sign_in_at: new Date(world.now() - 20 * 3_600_000).toISOString(),
      password: `demo-${name}`,
    });
  };
  add("administrator", "系统管理员", "administrator", "360100");
  add("commander", "陈立", "commander", "360100");
  add("analyst", "苏敏", "analyst", "360100");
  add("auditor", "何静", "auditor", "360100");
  for (let n = 1; n <= 12; ++n) {
    const number = String(n).padStart(2, "0");
    const [, surname] = (surnames[n - 1] ?? "").split(" ");
    add(`chief-${number}`, `${surname}所长`, "station_chief", `3601${number}`);
    add(`officer-${number}`, `${surname}警官`, "station_officer", `3601${number}`);
  }
}

/** @param {World} world */
export function makeDelivery(world) {
  const before = (hours) => new Date(world.now() - hours * 3_600_000).toISOString();
  world.webhooks.push(
    {
      id: world.id(),
      url: "https://command.example/hooks/anlan",
      unit: "360100",
      is_failing: false,
      last_problem: "",
      last_sent_at: before(2),
    },
    {
      id: world.id(),
      url: "https://duty.example/in",
      unit: "360106",
      is_failing: true,
      last_problem: "connection refused",
      last_sent_at: before(30),
    },
  );
  world.mails.push({
    id: world.id(),
    address: "duty@lanchuan.example",
    is_failing: false,
    last_problem: "",
    last_sent_at: before(3),
    unit: "360100",
  });
  world.tokens.push({
    id: world.id(),
    name: "QGIS",
    unit: "360100",
    read_only: true,
    created_at: before(600),
    expires_at: before(-1500),
    last_used_at: before(5),
  });
}

/** @param {World} world */
export function makeImports(world) {
  const add = (hours, file_name, numbers, faults = []) => {
    const id = world.id();
    world.imports.push({
      id,
      profile: "plain",
      file_name,
      at: new Date(world.now() - hours * 3_600_000).toISOString(),
      by: "苏敏",
      state: numbers.rejected > 0 && numbers.added === 0 ? "refused" : "loaded",
      faults,
      ...numbers,
    });
  };
  const fault = (line, column, reason) => ({ line, column, reason });
  add(3, "2026-05-17.csv", { rows: 23, added: 23, changed: 0, unchanged: 0, rejected: 0 });
  add(27, "2026-05-16.csv", { rows: 19, added: 17, changed: 1, unchanged: 1, rejected: 0 });
  add(51, "2026-05-15.csv", { rows: 21, added: 0, changed: 0, unchanged: 0, rejected: 2 }, [
    fault(7, "occurred_from", "not a time: 2026-13-02 08:00"),
    fault(15, "longitude", "outside of every unit: 13.41"),
  ]);
  add(900, "2024-2026.csv", { rows: 7881, added: 7881, changed: 0, unchanged: 0, rejected: 0 });
}

export const profiles = [
  {
    name: "plain",
    title: { en: "Plain table of Anlan", zh: "安澜通用表" },
    columns: [
      "external_id",
      "kind",
      "occurred_from",
      "occurred_to",
      "longitude",
      "latitude",
      "known_by",
    ],
  },
  {
    name: "portland",
    title: { en: "Portland, NIJ challenge", zh: "波特兰（NIJ）" },
    columns: [
      "CATEGORY",
      "CALL GROUPS",
      "final_case_type",
      "occ_date",
      "x_coordinate",
      "y_coordinate",
    ],
  },
  {
    name: "chicago",
    title: { en: "Chicago, city portal", zh: "芝加哥（市数据门户）" },
    columns: ["ID", "Date", "Primary Type", "Latitude", "Longitude"],
  },
];
