// @ts-check
/** @typedef {import("./types").Place} Place */
/** @typedef {import("./types").S} S */
import { randomFrom } from "./random.mjs";

// An invented county: a bent lattice of 12 x 9 villages; three by three of them make a station.
const k_west = 103.42;
const k_south = 30.31;
const k_step_east = 0.052;
const k_step_north = 0.045;
const k_columns = 12;
const k_rows = 9;
const k_edge_points = 4;

const stations = [
  ["Beiqiao", "北桥"],
  ["Qingling", "青岭"],
  ["Songlin", "松林"],
  ["Chashan", "茶山"],
  ["Baita", "白塔"],
  ["Xincheng", "新城"],
  ["Liuwan", "柳湾"],
  ["Shimen", "石门"],
  ["Hekou", "河口"],
  ["Nandu", "南渡"],
  ["Donghe", "东河"],
  ["Wangzhuang", "王庄"],
];
const first = [
  ["Shang", "上"],
  ["Xia", "下"],
  ["Da", "大"],
  ["Xi", "西"],
  ["Dong", "东"],
  ["Nan", "南"],
  ["Lao", "老"],
  ["Xin", "新"],
  ["Zhong", "中"],
];
const second = [
  ["tian", "田"],
  ["jing", "井"],
  ["quan", "泉"],
  ["po", "坡"],
  ["yuan", "园"],
  ["gou", "沟"],
  ["ting", "亭"],
  ["zhai", "寨"],
  ["tang", "塘"],
  ["lin", "林"],
  ["ping", "坪"],
  ["an", "庵"],
];

const random = randomFrom(20260518);

/** @type {number[][][]} */
const corners = Array.from({ length: k_rows + 1 }, (_, row) =>
  Array.from({ length: k_columns + 1 }, (_, column) => {
    const isEdge = row === 0 || column === 0 || row === k_rows || column === k_columns;
    const bend = isEdge ? 0.55 : 0.34;
    return [
      k_west + (column + 0.25 * Math.sin(row / 1.7) + bend * (random.next() - 0.5)) * k_step_east,
      k_south + (row + 0.3 * Math.sin(column / 2.1) + bend * (random.next() - 0.5)) * k_step_north,
    ];
  }),
);

/** @type {Map<string, number[][]>} */
const edges = new Map();

/** The bent line between two corners, the same seen from both sides. */
function edge(rowA, columnA, rowB, columnB) {
  const key = `${rowA},${columnA},${rowB},${columnB}`;
  const back = `${rowB},${columnB},${rowA},${columnA}`;
  const known = edges.get(key);
  if (known) return known;
  const a = corners[rowA][columnA];
  const b = corners[rowB][columnB];
  const line = Array.from({ length: k_edge_points }, (_, index) => {
    const share = index / k_edge_points;
    const sway = index === 0 ? 0 : 0.1;
    return [
      a[0] + (b[0] - a[0]) * share + sway * (random.next() - 0.5) * k_step_east,
      a[1] + (b[1] - a[1]) * share + sway * (random.next() - 0.5) * k_step_north,
    ];
  });
  edges.set(key, line);
  edges.set(back, [b, ...line.slice(1).reverse()]);
  return line;
}

/** The ring around a block of the lattice. */
function ringOf(row, column, rows, columns) {
  const ring = [];
  for (let c = column; c < column + columns; ++c) ring.push(...edge(row, c, row, c + 1));
  for (let r = row; r < row + rows; ++r) {
    ring.push(...edge(r, column + columns, r + 1, column + columns));
  }
  for (let c = column + columns; c > column; --c) {
    ring.push(...edge(row + rows, c, row + rows, c - 1));
  }
  for (let r = row + rows; r > row; --r) ring.push(...edge(r, column, r - 1, column));
  ring.push(ring[0]);
  return ring.map(([x, y]) => [Number(x.toFixed(6)), Number(y.toFixed(6))]);
}

function centreOf(ring) {
  const points = ring.slice(1);
  const sum = points.reduce((all, [x, y]) => [all[0] + x, all[1] + y], [0, 0]);
  return /** @type {[number, number]} */ ([sum[0] / points.length, sum[1] / points.length]);
}

export function bboxOf(ring) {
  const xs = ring.map((point) => point[0]);
  const ys = ring.map((point) => point[1]);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

export function isInside(ring, x, y) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** @returns {Map<string, Place>} */
export function makePlaces() {
  /** @type {Map<string, Place>} */
  const places = new Map();
  /** @param {string} code @param {S["Level"]} level @param {string[]} name @param {string | null} parent */
  const add = (code, level, name, parent, ring) => {
    const above = parent === null ? [] : (places.get(parent)?.unit.path ?? []);
    const up = parent === null ? undefined : places.get(parent)?.unit;
    if (up) up.children += 1;
    places.set(code, {
      ring,
      centre: centreOf(ring),
      unit: {
        code,
        level,
        name: { en: name[0], zh: name[1] },
        parent,
        path: [...above, code],
        has_boundary: true,
        valid_from: "2020-01-01",
        valid_until: null,
        children: 0,
        bbox: bboxOf(ring),
      },
    });
  };
  add("360100", "county", ["Lanchuan County", "澜川县"], null, ringOf(0, 0, k_rows, k_columns));
  stations.forEach(([en, zh], index) => {
    const row = Math.floor(index / 4) * 3;
    const column = (index % 4) * 3;
    const code = `3601${String(index + 1).padStart(2, "0")}`;
    add(code, "station", [`${en} Station`, `${zh}派出所`], "360100", ringOf(row, column, 3, 3));
    for (let part = 0; part < 9; ++part) {
      const a = first[(part + index) % first.length];
      const b = second[(part * 5 + index * 3) % second.length];
      const name = [a[0] + b[0], `${a[1]}${b[1]}村`];
      const ring = ringOf(row + Math.floor(part / 3), column + (part % 3), 1, 1);
      add(`${code}${String(part + 1).padStart(3, "0")}`, "community", name, code, ring);
    }
  });
  return places;
}
