"""Certificates for a test, made by openssl, and a proxy that speaks TLS with one of them."""

import base64
import hashlib
import ssl
import subprocess

import proxy
from harness import fresh_folder


def _openssl(folder, *arguments, stdin=None):
    return subprocess.run(["openssl", *arguments], cwd=folder, input=stdin, check=True, capture_output=True).stdout


class Authority:
    """A certificate authority, and what it signs."""

    def __init__(self, name="flowship test authority"):
        self.folder = fresh_folder("authority")
        _openssl(self.folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "ca.key", "-out", "ca.crt", "-days", "30",
                 "-subj", f"/CN={name}", "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign")
        self.path = self.folder / "ca.crt"

    def fingerprint(self):
        return hashlib.sha256(_openssl(self.folder, "x509", "-in", "ca.crt", "-outform", "DER")).hexdigest()

    def key_pin(self):
        key = _openssl(self.folder, "x509", "-in", "ca.crt", "-noout", "-pubkey")
        return base64.b64encode(hashlib.sha256(_openssl(self.folder, "pkey", "-pubin", "-outform", "DER", stdin=key)).digest()).decode()

    def issue(self, name, alternative, days=30, usage="serverAuth"):
        """(certificate, key) for a server or client of that alternative name, with the authority's own after it. `days` below 0: it has expired."""
        (self.folder / f"{name}.ext").write_text(f"subjectAltName={alternative}\nextendedKeyUsage={usage}\nbasicConstraints=CA:FALSE\n")
        _openssl(self.folder, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        (self.folder / "index.txt").write_text("")
        (self.folder / "ca.cnf").write_text("[ca]\ndefault_ca=a\n[a]\ndatabase=index.txt\nnew_certs_dir=.\nserial=serial\ndefault_md=sha256\npolicy=p\nunique_subject=no\n"
                                            "rand_serial=yes\n[p]\ncommonName=supplied\n")
        dates = ["-days", str(days)] if days > 0 else ["-startdate", "20200101000000Z", "-enddate", "20200201000000Z"]
        _openssl(self.folder, "ca", "-batch", "-config", "ca.cnf", "-cert", "ca.crt", "-keyfile", "ca.key", "-in", f"{name}.csr", "-out", f"{name}.crt", "-notext",
                 "-extfile", f"{name}.ext", *dates)
        chain = self.folder / f"{name}.chain"
        chain.write_bytes((self.folder / f"{name}.crt").read_bytes() + self.path.read_bytes())
        return chain, self.folder / f"{name}.key"

    def locked(self, key, passphrase):
        """The same key, encrypted."""
        path = key.with_suffix(".locked")
        _openssl(self.folder, "pkcs8", "-topk8", "-in", str(key), "-out", str(path), "-passout", f"pass:{passphrase}")
        return path


class TlsProxy(proxy.Proxy):
    """`clients`: an authority; then only clients with a certificate of it are let in. `ciphers`, `curve`: OpenSSL's names of what it speaks."""

    def __init__(self, node, certificate, key, script=(), clients=None, version=None, ciphers=None, curve=None):
        super().__init__(node, script)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        if clients is not None:
            context.load_verify_locations(clients.path)
            context.verify_mode = ssl.CERT_REQUIRED
        if version is not None:
            context.maximum_version = version
        if ciphers is not None:
            context.set_ciphers(ciphers)
        if curve is not None:
            context.set_ecdh_curve(curve)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = self.url.replace("http://", "https://")
