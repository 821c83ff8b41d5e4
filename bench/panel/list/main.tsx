import { useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'

interface Engine {
  readonly container_id: string
  readonly container_name: string
  readonly port: number
  readonly health_status: string
  readonly stream_count: number
}

/** As little as a page can be that fetches and lists the engines: what the panel's first data is compared with. */
function List() {
  const [engines, setEngines] = useState<readonly Engine[]>([])
  useEffect(() => {
    fetch('../engines')
      .then((response) => response.json())
      .then(setEngines, console.error)
  }, [])
  return (
    <ul>
      {engines.map(({ container_id, container_name, port, health_status, stream_count }) => (
        <li key={container_id} data-engine={container_id}>
          {container_name}: port {port}, {health_status}, {stream_count} streams
        </li>
      ))}
    </ul>
  )
}

const root = document.querySelector('#root')
if (root) createRoot(root).render(<List />)
