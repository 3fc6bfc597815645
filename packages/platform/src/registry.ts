import { authorizationHeader } from '@drawbridge/http/server'
import { createVerifier, type Verifier } from '@drawbridge/http/signing'
import { type AddressRule, createAddressRule } from './addresses.js'
import { checkHost, checkMiniapp, checkPartnership } from './check-config.js'
import type { HostConfig, MiniappConfig, PartnershipConfig, SenderConfig } from './config.js'

/** A miniapp or a host, ready to be asked. */
export interface App {
  readonly id: string
  readonly config: SenderConfig & { readonly prefix?: string }
  readonly isAllowedAddress: AddressRule | undefined
  readonly verify: Verifier | undefined
  /** Where events for it go; absent when it takes none. */
  readonly receiver: { readonly url: URL; readonly authorization: string } | undefined
}

/** Who takes part. Everything can be replaced while the platform runs. */
export interface Registry {
  setMiniapp(config: MiniappConfig): void
  setHost(config: HostConfig): void
  setPartnership(config: PartnershipConfig): void
  miniapp(appId: string): App | undefined
  host(clientId: string): App | undefined
  isPartnership(appId: string, clientId: string): boolean
}

export function createRegistry(now: () => number): Registry {
  const miniapps = new Map<string, App>()
  const hosts = new Map<string, App>()
  const partnerships = new Map<string, boolean>()
  const pair = (appId: string, clientId: string): string => JSON.stringify([appId, clientId])

  function createApp(id: string, config: App['config']): App {
    const { allowedAddresses, signing, receiver, secretKey } = config
    const isOn = receiver !== undefined && receiver.enabled !== false
    return {
      id,
      config,
      isAllowedAddress:
        allowedAddresses && createAddressRule(allowedAddresses, `allowedAddresses of ${id}`),
      verify: signing && createVerifier(signing, { clock: { now } }),
      receiver: isOn
        ? {
            url: new URL(receiver.url),
            authorization: authorizationHeader(receiver.credentials ?? { id, secret: secretKey }),
          }
        : undefined,
    }
  }

  return {
    setMiniapp(config) {
      checkMiniapp(config, 'miniapp')
      miniapps.set(config.appId, createApp(config.appId, config))
    },
    setHost(config) {
      checkHost(config, 'host')
      hosts.set(config.clientId, createApp(config.clientId, config))
    },
    setPartnership(config) {
      checkPartnership(config, 'partnership')
      partnerships.set(pair(config.appId, config.clientId), config.enabled !== false)
    },
    miniapp: (appId) => miniapps.get(appId),
    host: (clientId) => hosts.get(clientId),
    isPartnership: (appId, clientId) => partnerships.get(pair(appId, clientId)) === true,
  }
}
