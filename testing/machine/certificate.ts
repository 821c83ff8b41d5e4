/**
 * Of `localhost` and 127.0.0.1, by itself, until 2126; its key protects nothing. Made by `openssl req -x509 -newkey ec
 * -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=localhost` with these names.
 */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUFrpzKotTvQB0se7perFbDBleqkMwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNzIwMDQ1MVoYDzIxMjYxMTAz
MjAwNDUxWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASNfppecV9RanuAac4jluOLOtVuYBeY3e/sFaEFVX/63Gm59Ubv0jSV
dP7PsvB+W4H8B01irIruiJsxOw67hHHgo28wbTAdBgNVHQ4EFgQUE0dZv2bYwi0+
CvtJU4E48bumHQ4wHwYDVR0jBBgwFoAUE0dZv2bYwi0+CvtJU4E48bumHQ4wGgYD
VR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZI
zj0EAwIDSQAwRgIhAK3o01jG2g7YMvQlD4X1fJvS6oiBglcSzlZFoILWeAtkAiEA
kevwbUO7GbaD/2um6tH6sT4rJNnQnDS4NnDxXHJUxXw=
-----END CERTIFICATE-----
`

export const PRIVATE_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgXYLOrupNG5rFWaLg
Yc26Kun9SHBW5SLq5SPuWfNfynahRANCAASNfppecV9RanuAac4jluOLOtVuYBeY
3e/sFaEFVX/63Gm59Ubv0jSVdP7PsvB+W4H8B01irIruiJsxOw67hHHg
-----END PRIVATE KEY-----
`
