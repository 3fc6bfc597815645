/** As which the shop and its host app are known to the platform between their servers. */
export const identity = { appId: 'kilnfolk', clientId: 'quay' } as const
