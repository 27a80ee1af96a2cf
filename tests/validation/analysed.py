"""A company's workbook with a pivot table, a slicer and a control on the very sheet that is marked."""

import io

import xlsxwriter

from tests.reading.workbooks import members, zipped

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_EXCEL = "http://schemas.microsoft.com/office/2007/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_CACHE = f"""<pivotCacheDefinition xmlns="{_MAIN}" xmlns:r="{_OFFICE}" r:id="rId1" refreshedBy="Nina Exemple"
 refreshedDate="46000" createdVersion="6" refreshedVersion="6" minRefreshableVersion="3" recordCount="2">
<cacheSource type="worksheet"><worksheetSource ref="A1:B3" sheet="Suivi"/></cacheSource>
<cacheFields count="2"><cacheField name="Mois" numFmtId="0"><sharedItems count="2"><s v="janvier"/><s v="mai"/>
</sharedItems></cacheField><cacheField name="Heures" numFmtId="0"><sharedItems containsSemiMixedTypes="0"
 containsString="0" containsNumber="1" containsInteger="1" minValue="7" maxValue="14"/></cacheField></cacheFields>
</pivotCacheDefinition>"""
_RECORDS = f"""<pivotCacheRecords xmlns="{_MAIN}" count="2"><r><x v="0"/><n v="7"/></r><r><x v="1"/><n v="14"/></r>
</pivotCacheRecords>"""
_TABLE = f"""<pivotTableDefinition xmlns="{_MAIN}" name="Heures par mois" cacheId="1" dataCaption="Valeurs"
 updatedVersion="6" minRefreshableVersion="3" createdVersion="6" indent="0" outline="1" outlineData="1">
<location ref="H20:I23" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>
<pivotFields count="2"><pivotField axis="axisRow" showAll="0"><items count="3"><item x="0"/><item x="1"/>
<item t="default"/></items></pivotField><pivotField dataField="1" showAll="0"/></pivotFields>
<rowFields count="1"><field x="0"/></rowFields>
<rowItems count="3"><i><x/></i><i><x v="1"/></i><i t="grand"><x/></i></rowItems><colItems count="1"><i/></colItems>
<dataFields count="1"><dataField name="Somme de Heures" fld="1" baseField="0" baseItem="0"/></dataFields>
</pivotTableDefinition>"""
_SLICER_CACHE = f"""<slicerCacheDefinition xmlns="{_X14}" name="Segment_Mois" sourceName="Mois">
<pivotTables><pivotTable tabId="1" name="Heures par mois"/></pivotTables><data><tabular pivotCacheId="1">
<items count="2"><i x="0" s="1"/><i x="1" s="1"/></items></tabular></data></slicerCacheDefinition>"""
_SLICER = f"""<slicers xmlns="{_X14}"><slicer name="Mois" cache="Segment_Mois" caption="Mois" rowHeight="241300"/>
</slicers>"""
_FRAME = f"""<xdr:wsDr xmlns:xdr="{_DRAWING}/spreadsheetDrawing" xmlns:a="{_DRAWING}/main"><xdr:twoCellAnchor>
<xdr:from><xdr:col>10</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>
<xdr:to><xdr:col>12</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>9</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>
<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
<mc:Choice xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" Requires="a14">
<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="Mois"/><xdr:cNvGraphicFramePr/>
</xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>
<a:graphicData uri="http://schemas.microsoft.com/office/drawing/2010/slicer">
<sle:slicer xmlns:sle="http://schemas.microsoft.com/office/drawing/2010/slicer" name="Mois"/></a:graphicData>
</a:graphic></xdr:graphicFrame></mc:Choice><mc:Fallback><xdr:sp macro="" textlink=""><xdr:nvSpPr>
<xdr:cNvPr id="0" name=""/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
</xdr:spPr></xdr:sp></mc:Fallback></mc:AlternateContent><xdr:clientData/>
</xdr:twoCellAnchor></xdr:wsDr>"""
_CONTROL = f'<formControlPr xmlns="{_X14}" objectType="Button" lockText="1"/>'
_PARTS = {
    "xl/pivotCache/pivotCacheDefinition1.xml": (_CACHE, f"{_TYPES}.pivotCacheDefinition+xml"),
    "xl/pivotCache/pivotCacheRecords1.xml": (_RECORDS, f"{_TYPES}.pivotCacheRecords+xml"),
    "xl/pivotTables/pivotTable1.xml": (_TABLE, f"{_TYPES}.pivotTable+xml"),
    "xl/slicerCaches/slicerCache1.xml": (_SLICER_CACHE, "application/vnd.ms-excel.slicerCache+xml"),
    "xl/slicers/slicer1.xml": (_SLICER, "application/vnd.ms-excel.slicer+xml"),
    "xl/drawings/drawing9.xml": (_FRAME, "application/vnd.openxmlformats-officedocument.drawing+xml"),
    "xl/ctrlProps/ctrlProp1.xml": (_CONTROL, "application/vnd.ms-excel.controlproperties+xml"),
}
_RELATIONS = {
    "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": (
        ("rId1", f"{_OFFICE}/pivotCacheRecords", "pivotCacheRecords1.xml"),
    ),
    "xl/pivotTables/_rels/pivotTable1.xml.rels": (
        ("rId1", f"{_OFFICE}/pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml"),
    ),
    "xl/_rels/workbook.xml.rels": (
        ("rIdP", f"{_OFFICE}/pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"),
        ("rIdS", f"{_EXCEL}/slicerCache", "slicerCaches/slicerCache1.xml"),
    ),
    "xl/worksheets/_rels/sheet1.xml.rels": (
        ("rIdT", f"{_OFFICE}/pivotTable", "../pivotTables/pivotTable1.xml"),
        ("rIdL", f"{_EXCEL}/slicer", "../slicers/slicer1.xml"),
        ("rIdD", f"{_OFFICE}/drawing", "../drawings/drawing9.xml"),
        ("rIdC", f"{_OFFICE}/ctrlProp", "../ctrlProps/ctrlProp1.xml"),
    ),
}
_CONTROLS = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    f'<mc:Choice xmlns:x14="{_X14}" Requires="x14"><controls><control shapeId="1026" r:id="rIdC" name="Trier"/>'
    "</controls></mc:Choice></mc:AlternateContent>"
)


def analysed() -> bytes:
    """The workbook; its one row has a date that is none, so that cells and notes are written beside all that."""
    parts = members(_plain())
    parts |= {name: (_START + xml.replace("\n", "")).encode() for name, (xml, _) in _PARTS.items()}
    for name, relations in _RELATIONS.items():
        _insert(
            parts,
            name,
            "</Relationships>",
            "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{to}"/>' for key, kind, to in relations),
        )
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, (_, kind) in _PARTS.items()
    )
    _insert(parts, "[Content_Types].xml", "</Types>", types)
    caches = _extended("{BBE1A952-AA13-448e-AADC-164F8A28A991}", "slicerCaches", "slicerCache", "rIdS")
    pivots = '<pivotCaches><pivotCache cacheId="1" r:id="rIdP"/></pivotCaches>'
    _insert(parts, "xl/workbook.xml", "</workbook>", pivots + caches)
    slicers = _extended("{A8765BA9-456A-4dab-B4F3-ACF838C121DE}", "slicerList", "slicer", "rIdL")
    _insert(parts, "xl/worksheets/sheet1.xml", "<legacyDrawing", '<drawing r:id="rIdD"/>')
    _insert(parts, "xl/worksheets/sheet1.xml", "</worksheet>", _CONTROLS + slicers)
    return zipped(parts)


def _plain() -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        page = book.add_worksheet("Apprenants")
        page.write_row(0, 0, ["Numéro de contrat", "Nom", "Date de début"])
        page.write_row(1, 0, ["A-1", "Exemple", "hier"])
        page.write_comment("B2", "à revoir")
        page.insert_button("F2", {"caption": "Trier"})
        page.write_column(19, 7, ["Étiquettes", "janvier", "mai", "Total général"])
        page.write_column(19, 8, ["Somme de Heures", 7, 14, 21])
        own = book.add_worksheet("Suivi")
        own.write_column(0, 0, ["Mois", "janvier", "mai"])
        own.write_column(0, 1, ["Heures", 7, 14])
    return content.getvalue()


def _extended(uri: str, listed: str, one: str, relation: str) -> str:
    return (
        f'<extLst><ext uri="{uri}" xmlns:x14="{_X14}"><x14:{listed}><x14:{one} r:id="{relation}"/>'
        f"</x14:{listed}></ext></extLst>"
    )


def _insert(parts: dict[str, bytes], name: str, before: str, text: str) -> None:
    """Put a text before the last place where another stands; a part that is missing is one of relations."""
    empty = f'{_START}<Relationships xmlns="{_OFFICE.replace("officeDocument", "package")}"></Relationships>'
    start, found, end = parts.get(name, empty.encode()).decode().rpartition(before)
    assert found, name
    parts[name] = (start + text + found + end).encode()
