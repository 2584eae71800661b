import type { components } from "../src/api/schema";

export type S = components["schemas"];

export interface Ask {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
  json: Record<string, never> & Record<string, unknown>;
  account: S["Account"];
  params: string[];
}

export interface Answer {
  status?: number;
  json?: unknown;
  bytes?: Uint8Array | string;
  type?: string;
  headers?: Record<string, string>;
}

export type Handler = (ask: Ask, world: World) => Answer | Promise<Answer>;
export type Route = [string, RegExp, S["Account"] extends never ? never : string, Handler];

export type UnitRing = number[][];

export interface Place {
  unit: S["Unit"];
  ring: UnitRing;
  centre: [number, number];
}

export interface World {
  now: () => number;
  places: Map<string, Place>;
  kinds: S["IncidentKind"][];
  incidents: S["Incident"][];
  accounts: (S["Account"] & { password: string })[];
  sessions: Map<string, { account: string; csrf: string }>;
  analyses: S["Analysis"][];
  runs: S["RunWithFindings"][];
  warnings: S["WarningDetail"][];
  warningIncidents: Map<string, string[]>;
  outcomes: Map<string, S["Outcome"]>;
  tasks: S["TaskDetail"][];
  photos: Map<string, { type: string; bytes: Buffer }>;
  inbox: (S["InboxItem"] & { unit: string })[];
  journal: S["JournalEntry"][];
  jobs: S["Job"][];
  imports: S["Import"][];
  rejects: Map<string, string>;
  webhooks: S["Webhook"][];
  mails: S["MailSubscription"][];
  tokens: S["Token"][];
  crops?: { analysis: S["Analysis"]; members: string[]; numbers: object };
  emit: (event: string, data: unknown) => void;
  id: () => string;
}
