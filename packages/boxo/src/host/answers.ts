import type { HostContext } from '@drawbridge/host'
import type { BoxoAnswer, BoxoMethod, BoxoRequest } from '../methods.js'

/** What a host does with Boxo methods. A method without an answer of its own gives none. */
export type Answers = {
  readonly [M in BoxoMethod]?: (
    request: BoxoRequest<M>,
    context: HostContext,
  ) => Answer<M> | Promise<Answer<M>>
}

type Answer<M extends BoxoMethod> = [BoxoAnswer<M>] extends [never] ? void : BoxoAnswer<M>
