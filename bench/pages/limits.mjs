/** Far above what is measured, so that no row shows a limit instead of the speed. */
export const benchLimits = {
  inFlight: 200_000,
  eventsPerSecond: 1_000_000_000,
  eventBurst: 1_000_000_000,
  eventBytesPerSecond: 1_000_000_000,
  eventBytesBurst: 1_000_000_000,
}

/** For whatever has to wait longer than any measurement takes. */
export const LONGEST_MS = 3_600_000
