/**
 * No inline script or style, no `eval`, no string that becomes markup. The shop may be framed by anybody: what keeps
 * a stranger's page from acting as its host is `hostOrigins`, and the playground shows that state too.
 *
 * @type {Record<import('./apps.mjs').App, string>}
 */
const policies = {
  host: [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    // For browsers that fetch ahead what an earlier visit has shown.
    "connect-src 'self'",
    // `?miniapp=` puts any page in place of the shop.
    'frame-src http: https:',
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  shop: [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
}

/**
 * @param {import('./apps.mjs').App} app
 * @returns {Record<string, string>}
 */
export function securityHeaders(app) {
  return {
    'Content-Security-Policy': policies[app],
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'strict-origin',
    'Cross-Origin-Opener-Policy': app === 'host' ? 'same-origin' : 'same-origin-allow-popups',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  }
}
