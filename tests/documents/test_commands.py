# SPDX-License-Identifier: Apache-2.0
"""``balaikota documents …`` and the settings of letters."""

import stat

import pytest
from click.testing import CliRunner

from balaikota.documents.cli import demo_authority, verify
from balaikota.documents.demo_ca import MARK
from balaikota.documents.services import revoke_letter
from balaikota.kernel.settings import SettingsError
from balaikota.testing.city import city_at, city_settings
from balaikota.testing.postgres import DatabaseUrls

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def run(runtime):
    def run(command, *arguments):
        done = CliRunner().invoke(command, [str(each) for each in arguments], obj=runtime)
        return done.exit_code, done.output

    return run


class TestVerify:
    def test_accepts_a_letter_in_force(self, office, run, written):
        letter_id = office.reserve()
        status, words = run(verify, written(office.pdf(letter_id)))
        assert status == 0
        assert f"signature: intact; {MARK} - Andi Nurhayati, S.Sos., 2026-11-18 02:00Z" in words
        assert "an example, worth nothing outside this city" in words
        assert "letter: valid; Surat Keterangan Usaha 500.2.3/1/KEL-API" in words

    def test_turns_red_for_one_changed_byte(self, office, run, written):
        pdf = office.pdf(office.reserve())
        place = pdf.index(b"/Producer")
        status, words = run(verify, written(pdf[:place] + b"/producer" + pdf[place + 9 :]))
        assert status == 1
        assert "signature: none that holds" in words
        assert "letter: none of this city's" in words

    def test_turns_red_for_a_byte_that_no_signature_covers(self, office, run, written):
        pdf = office.pdf(office.reserve())
        status, words = run(verify, written(pdf + b"\n"))
        assert status == 1
        assert "letter: none of this city's" in words

    def test_turns_red_for_a_revoked_letter(self, office, run, written):
        letter_id = office.reserve()
        with office.runtime.database.write() as session:
            revoke_letter(session, office.actor, letter_id, reason="Salah nama")
        status, words = run(verify, written(office.pdf(letter_id)))
        assert status == 1
        assert "signature: intact" in words
        assert "letter: revoked" in words

    def test_reads_any_file(self, run, office, tmp_path):
        path = tmp_path / "note.txt"
        path.write_text("bukan PDF")
        assert run(verify, path)[0] == 1


class TestDemoAuthority:
    @pytest.fixture
    def settings_values(self, tmp_path):
        """Keys of the city's own: nothing set but that example signatures are wanted."""
        return city_settings(tmp_path, enabled=[])

    def test_makes_the_authority_and_a_certificate_for_each_officer(self, office, run, tmp_path):
        assert run(demo_authority)[0] == 0
        folder = tmp_path / "demo-authority"
        names = sorted(path.name for path in folder.iterdir())
        assert names == sorted(["ca.p12", "ca.pem", f"{office.officer.id}-2026.p12"])
        modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
        assert modes == {0o600}
        before = {path: path.read_bytes() for path in folder.iterdir()}
        assert run(demo_authority)[0] == 0
        assert {path: path.read_bytes() for path in folder.iterdir()} == before

    def test_is_made_by_the_first_signature_too(self, office, tmp_path):
        assert office.letter(office.reserve()).state == "signed"
        assert (tmp_path / "demo-authority" / f"{office.officer.id}-2026.p12").exists()

    def test_that_another_key_made_is_refused_in_one_sentence(self, office, run):
        assert run(demo_authority)[0] == 0
        settings = office.runtime.plugin_settings["documents"]
        settings["authority_passphrase"] = "kata sandi yang lain"
        status, words = run(demo_authority)
        assert status == 1
        assert "the example authority does not open" in words
        letter = office.letter(office.reserve())
        assert (
            letter.last_error
            == "Kunci tanda tangan tidak dapat dibuka. Beri tahu pengelola sistem."
        )

    def test_gives_each_year_a_certificate_that_outlasts_it(self, office, clock):
        from balaikota.documents.signing import check_signature

        for _ in range(2):
            pdf = office.pdf(office.reserve())
            clock.advance(days=366)
            root = (
                office.runtime.settings.files_path.parent / "demo-authority" / "ca.pem"
            ).read_bytes()
            from cryptography.x509 import load_pem_x509_certificate

            roots = [load_pem_x509_certificate(root)]
            check = check_signature(pdf, roots=roots, at=clock())
            assert check.sound


class TestSettings:
    @pytest.fixture
    def opened(self, tmp_path):
        def opened(**documents):
            values = city_settings(tmp_path, enabled=[])
            server = documents.pop("server", values["server"])
            urls = DatabaseUrls(
                f"sqlite:///{tmp_path / 'x.sqlite'}", f"sqlite:///{tmp_path / 'x.sqlite'}"
            )
            return city_at(
                urls, values | {"documents": documents, "server": server}, folder=tmp_path
            )

        return opened

    def test_sign_nothing_unless_told(self, opened):
        assert opened().plugin_settings["documents"] == {
            "signing": "none",
            "number_template": "{kode}/{urut}/{unit}",
            "number_templates": {},
            "authority": "demo-authority",
        }

    def test_refuse_example_signatures_in_production(self, opened):
        server = {"mode": "production", "base_url": "https://layanan.example.go.id"}
        with pytest.raises(SettingsError, match=r"documents\.signing: demo is for demonstrations"):
            opened(signing="demo", server=server)

    @pytest.mark.parametrize(
        ("documents", "place"),
        [
            ({"signing": "yes"}, "documents.signing"),
            ({"number_template": "{kode}/{unit}"}, "documents.number_template"),
            ({"number_templates": {"sku": "{nomor}"}}, "documents.number_templates"),
            ({"authority_passphrase": "short"}, "documents.authority_passphrase"),
            ({"penomoran": "x"}, "documents.penomoran"),
        ],
    )
    def test_name_what_is_wrong(self, opened, documents, place):
        with pytest.raises(SettingsError, match=place):
            opened(**documents)
