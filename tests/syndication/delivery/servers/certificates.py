"""Certificates of our own: an authority, and what it signs for a server."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ServerCertificate:
    """``bundle`` is a file with key and certificate; ``authority`` the PEM of who signed it."""

    bundle: Path
    authority: str
    sha256: str


def certificate_for(name: str, folder: Path) -> ServerCertificate:
    """Make an authority and a certificate for a host, by name or address."""
    authority_key, authority = _certificate("An authority for tests", None, None)
    key, certificate = _certificate(name, authority_key, authority)
    bundle = folder / f"{name}.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    bundle.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    return ServerCertificate(
        bundle=bundle,
        authority=authority.public_bytes(Encoding.PEM).decode(),
        sha256=certificate.fingerprint(hashes.SHA256()).hex(),
    )


def _certificate(
    name: str, signing_key: ec.EllipticCurvePrivateKey | None, signer: x509.Certificate | None
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    now = datetime.now(UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    is_authority = signer is None
    builder = (
        x509.CertificateBuilder()
        .subject_name(own)
        .issuer_name(own if signer is None else signer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + _DAY)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if is_authority:
        usage = x509.KeyUsage(
            digital_signature=True,
            key_cert_sign=True,
            crl_sign=True,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            encipher_only=False,
            decipher_only=False,
        )
        builder = builder.add_extension(usage, critical=True)
    else:
        builder = builder.add_extension(x509.SubjectAlternativeName([_alternative(name)]), critical=False)
    return key, builder.sign(signing_key or key, hashes.SHA256())


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
