/** Tells of everything in this page that no code caught, and of everything that its policy forbade. */
export function watchUncaught(tell: (text: string) => void): void {
  addEventListener('error', (event) => tell(String(event.error ?? event.message)))
  addEventListener('unhandledrejection', (event) => tell(`unhandled ${String(event.reason)}`))
  addEventListener('securitypolicyviolation', (event) =>
    tell(`forbidden ${event.effectiveDirective} ${event.blockedURI}`),
  )
}
