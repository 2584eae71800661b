import { api, type Schemas, take } from "@/api/client";

export type Webhook = Schemas["Webhook"];
export type MailSubscription = Schemas["MailSubscription"];

const path = (id: string) => ({ params: { path: { id } } });

/** Every request about where warnings are sent. */
export function useDelivery() {
  return {
    webhooks: async () => (await take(api.GET("/v1/webhooks"))).items,
    addWebhook: (url: string, unit: string) =>
      take(api.POST("/v1/webhooks", { body: { url, unit } })),
    removeWebhook: (id: string) => take(api.DELETE("/v1/webhooks/{id}", path(id))),
    mails: async () => (await take(api.GET("/v1/mail-subscriptions"))).items,
    addMail: (address: string, unit: string) =>
      take(api.POST("/v1/mail-subscriptions", { body: { address, unit } })),
    removeMail: (id: string) => take(api.DELETE("/v1/mail-subscriptions/{id}", path(id))),
  };
}
