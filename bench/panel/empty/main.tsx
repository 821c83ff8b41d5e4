import { useState } from 'react'
import { createRoot } from 'react-dom/client'

/** As little as a React page can be: what the panel's first load is compared with. */
function Empty() {
  const [presses, setPresses] = useState(0)
  return (
    <button type="button" data-usable onClick={() => setPresses(presses + 1)}>
      Pressed {presses} times
    </button>
  )
}

const root = document.querySelector('#root')
if (root) createRoot(root).render(<Empty />)
