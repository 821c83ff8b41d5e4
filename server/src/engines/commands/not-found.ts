import { DomainError } from '../../lib/errors.ts'

export function notFound(id: string): DomainError {
  return new DomainError('not_found', { code: 'container_not_found', id: id.slice(0, 80) })
}
