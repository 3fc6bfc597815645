interface ImportMetaEnv {
  readonly VITE_HOST_ORIGIN: string
  readonly VITE_MINIAPP_URL: string
}
