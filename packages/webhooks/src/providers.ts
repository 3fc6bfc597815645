import type { WebhookDefinition } from './definition.js'

const HOUR = 3_600

/**
 * GitHub. The name is `event.action`, or the event alone where there is no action (`push`).
 *
 * Source: docs.github.com, "Validating webhook deliveries".
 */
export const github: WebhookDefinition = {
  eventExtraction: {
    compositeStrategy: {
      parts: [
        { source: 'header', path: 'X-GitHub-Event' },
        { source: 'body', path: '$.action' },
      ],
    },
  },
  transactionId: { source: 'header', path: 'X-GitHub-Delivery' },
  verification: {
    type: 'hmac-sha256',
    headerName: 'X-Hub-Signature-256',
    secretKey: 'webhookSecret',
    prefix: 'sha256=',
  },
}

/**
 * Slack's Events API. Source: api.slack.com, "Verifying requests from Slack".
 */
export const slack: WebhookDefinition = {
  eventExtraction: {
    compositeStrategy: {
      parts: [
        { source: 'body', path: '$.event.type' },
        { source: 'body', path: '$.event.subtype' },
      ],
    },
    fallback: { source: 'body', path: '$.command' },
  },
  transactionId: { paths: ['$.event_id', '$.trigger_id'] },
  verification: {
    type: 'hmac-sha256',
    headerName: 'X-Slack-Signature',
    secretKey: 'signingSecret',
    prefix: 'v0=',
    signedPayload: 'v0:{timestamp}:{body}',
    timestamp: { headerName: 'X-Slack-Request-Timestamp', format: 'unix-s', tolerance: 300 },
  },
  challengeResponse: {
    identifyField: 'type',
    identifyValue: 'url_verification',
    challengePath: '$.challenge',
    responseField: 'challenge',
  },
}

/** Salla, security strategy "Signature". Source: docs.salla.dev, webhooks. */
export const salla: WebhookDefinition = {
  eventExtraction: { source: 'body', path: '$.event' },
  // The id is of an order or a cart, so the same event of it comes again with another time.
  transactionId: {
    paths: ['$.data.id', '$.created_at'],
    separator: ':',
    fallback: 'hash',
  },
  verification: {
    type: 'hmac-sha256',
    headerName: 'X-Salla-Signature',
    secretKey: 'webhookSecret',
  },
  customerExtraction: {
    basePath: '$.data.customer',
    mapping: {
      firstName: 'first_name',
      lastName: 'last_name',
      primaryEmail: 'email',
      primaryPhone: 'mobile',
      code: 'id',
    },
    overrides: { 'customer.created': { basePath: '$.data' } },
  },
}

/** Salla, security strategy "Token": plain or after `Bearer `, since its receivers have seen both. */
export const sallaToken: WebhookDefinition = {
  ...salla,
  verification: {
    type: 'header-token',
    headerName: 'Authorization',
    secretKey: 'webhookSecret',
    prefix: ['', 'Bearer '],
  },
}

/** Shopify; the secret is the app's client secret. Source: shopify.dev, webhooks over HTTPS. */
export const shopify: WebhookDefinition = {
  eventExtraction: { source: 'header', path: 'X-Shopify-Topic' },
  transactionId: {
    paths: [
      { source: 'header', path: 'X-Shopify-Event-Id' },
      { source: 'header', path: 'X-Shopify-Webhook-Id' },
    ],
  },
  verification: {
    type: 'hmac-sha256',
    headerName: 'X-Shopify-Hmac-Sha256',
    secretKey: 'clientSecret',
    encoding: 'base64',
    prefix: '',
  },
  tenant: { source: 'header', path: 'X-Shopify-Shop-Domain' },
  retryHorizon: 4 * HOUR,
}

/**
 * Box, webhooks v2: two keys, each with its own header; the time is signed after the body. `BOX-DELIVERY-ID`
 * changes with each try, so the id is the body's. Source: developer.box.com, "Signature verification".
 */
export const box: WebhookDefinition = {
  eventExtraction: { source: 'body', path: '$.trigger' },
  transactionId: { path: '$.id', fallback: 'hash' },
  verification: {
    type: 'hmac-sha256',
    pairs: [
      { headerName: 'BOX-SIGNATURE-PRIMARY', secretKey: 'primaryKey' },
      { headerName: 'BOX-SIGNATURE-SECONDARY', secretKey: 'secondaryKey' },
    ],
    encoding: 'base64',
    prefix: '',
    signedPayload: '{body}{timestamp}',
    timestamp: { headerName: 'BOX-DELIVERY-TIMESTAMP', format: 'rfc3339', tolerance: 600 },
  },
  retryHorizon: 2 * HOUR,
}

/**
 * Standard Webhooks with the symmetric scheme `v1`; also Svix under its newer header names.
 *
 * Source: github.com/standard-webhooks/standard-webhooks, spec.
 */
export const standardWebhooks: WebhookDefinition = {
  eventExtraction: { source: 'body', path: '$.type' },
  transactionId: { source: 'header', path: 'webhook-id' },
  verification: {
    type: 'hmac-sha256',
    headerName: 'webhook-signature',
    secretKey: 'webhookSecret',
    encoding: 'base64',
    prefix: '',
    signedPayload: '{id}.{timestamp}.{body}',
    signature: { separator: ' ', field: 'v1', fieldSeparator: ',' },
    timestamp: { headerName: 'webhook-timestamp', format: 'unix-s', tolerance: 300 },
    idHeader: 'webhook-id',
    secretEncoding: 'base64',
    secretPrefix: 'whsec_',
  },
  retryHorizon: 76 * HOUR,
}

/** Stripe; the secret is text as it stands, `whsec_` included. Source: stripe-node, `Webhooks.ts`. */
export const stripe: WebhookDefinition = {
  eventExtraction: { source: 'body', path: '$.type' },
  transactionId: { path: '$.id' },
  verification: {
    type: 'hmac-sha256',
    headerName: 'Stripe-Signature',
    secretKey: 'webhookSecret',
    prefix: '',
    signedPayload: '{timestamp}.{body}',
    signature: { separator: ',', field: 'v1' },
    timestamp: { field: 't', format: 'unix-s', tolerance: 300 },
  },
}

/**
 * Cloud Elements (SAP Open Connectors): prefix and base64. Its notifications hold several events; the receiver of
 * `@drawbridge/webhooks/cloud-elements` takes them apart, this definition takes each notification as a whole.
 *
 * Source: github.com/cloud-elements/devportal, event security.
 */
export const cloudElements: WebhookDefinition = {
  eventExtraction: {
    source: 'body',
    path: '$.message.events[0].eventType',
    fallback: { source: 'body', path: '$.response.events[0].eventType' },
  },
  // A notification that the platform had to split repeats its eventId, so the id alone would lose the second half.
  transactionId: { fallback: 'hash' },
  verification: {
    type: 'hmac-sha256',
    headerName: 'Elements-Webhook-Signature',
    secretKey: 'signatureKey',
    encoding: 'base64',
    prefix: 'sha256=',
  },
  retryHorizon: 73 * HOUR,
}

/** All of them by name. */
export const providers: Readonly<Record<string, WebhookDefinition>> = {
  github,
  slack,
  salla,
  sallaToken,
  shopify,
  box,
  standardWebhooks,
  stripe,
  cloudElements,
}
