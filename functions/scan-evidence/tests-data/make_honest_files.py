import os,sys,subprocess
O='made/out'; L='made/locked'; os.makedirs(O,exist_ok=True); os.makedirs(L,exist_ok=True)
def t(name,f):
    try:
        f(f'{O}/{name}'); print('ok',name)
    except Exception as e: print('FAIL',name,repr(e)[:150])
def run(*a,**k): subprocess.run(a,check=True,stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL,timeout=60,**k)
from importlib.metadata import version as v
try:
    from reportlab.pdfgen import canvas
    def rl(p,**k):
        c=canvas.Canvas(p,pagesize=(300,200),**k); c.drawString(30,100,'Statement May 2026'); c.linkURL('https://bank.example/Launch/statement',(30,90,200,110)); c.save()
    t('reportlab.pdf',rl); t('reportlab-plain.pdf',lambda p: rl(p,pageCompression=0)); t('reportlab-1.7.pdf',lambda p: rl(p,pdfVersion=(1,7)))
    from reportlab.lib.pdfencrypt import StandardEncryption
    for s in (40,128): t(f'reportlab-owner-{s}.pdf',lambda p: rl(p,encrypt=StandardEncryption('',ownerPassword='o',canModify=0,strength=s)))
    def form(p):
        c=canvas.Canvas(p,pagesize=(300,200)); c.acroForm.textfield(name='a',x=30,y=30); c.acroForm.checkbox(name='b',x=30,y=90); c.bookmarkPage('p'); c.addOutlineEntry('Page','p'); c.save()
    t('reportlab-form.pdf',form)
    from reportlab.platypus import SimpleDocTemplate,Table,Paragraph
    from reportlab.lib.styles import getSampleStyleSheet
    t('reportlab-table.pdf',lambda p: SimpleDocTemplate(p).build([Table([[1,2],[3,4]]),Paragraph('See <a href="mailto:a@example.org">us</a>',getSampleStyleSheet()['Normal'])]))
except ImportError as e: print(e)
try:
    from fpdf import FPDF
    def fp(p,enc=None,link='https://bank.example/a'):
        f=FPDF(); f.add_page(); f.set_font('Helvetica',size=12); f.cell(text='Statement',link=link)
        if enc: f.set_encryption(owner_password='o',encryption_method=enc,permissions=0)
        f.output(p)
    t('fpdf2.pdf',fp); t('fpdf2-tel.pdf',lambda p: fp(p,link='tel:+441134960100'))
    from fpdf.enums import EncryptionMethod as M
    for m in ('RC4','AES_128','AES_256'): t(f'fpdf2-owner-{m}.pdf',lambda p: fp(p,getattr(M,m)))
except ImportError as e: print(e)
try:
    import fitz
    def mu(p,**k):
        d=fitz.open(); g=d.new_page(); g.insert_text((50,50),'Statement'); g.insert_link({'kind':fitz.LINK_URI,'from':fitz.Rect(0,0,50,50),'uri':'https://bank.example'}); d.set_toc([[1,'a',1]]); d.save(p,**k)
    t('pymupdf.pdf',mu); t('pymupdf-objstm.pdf',lambda p: mu(p,use_objstms=1,deflate=1,garbage=3)); t('pymupdf-clean.pdf',lambda p: mu(p,clean=True,pretty=True,ascii=True))
    for e in ('RC4_40','RC4_128','AES_128','AES_256'):
        t(f'pymupdf-owner-{e}.pdf',lambda p: mu(p,encryption=getattr(fitz,'PDF_ENCRYPT_'+e),owner_pw='o',user_pw='',use_objstms=1))
except ImportError as e: print(e)
try:
    import pikepdf
    src=O+'/reportlab-table.pdf'
    def pk(p,**k):
        with pikepdf.open(src) as d: d.save(p,**k)
    t('pikepdf.pdf',pk); t('pikepdf-objstm.pdf',lambda p: pk(p,object_stream_mode=pikepdf.ObjectStreamMode.generate)); t('pikepdf-linear.pdf',lambda p: pk(p,linearize=True)); t('pikepdf-qdf.pdf',lambda p: pk(p,qdf=True))
    for R in (2,3,4,6):
        t(f'pikepdf-owner-R{R}.pdf',lambda p: pk(p,encryption=pikepdf.Encryption(owner='o',user='',R=R,aes=R>=4,metadata=R>=4),object_stream_mode=pikepdf.ObjectStreamMode.generate if R>=3 else pikepdf.ObjectStreamMode.preserve))
    t('pikepdf-owner-R4-plain-metadata.pdf',lambda p: pk(p,encryption=pikepdf.Encryption(owner='o',user='',R=4,aes=True,metadata=False),object_stream_mode=pikepdf.ObjectStreamMode.generate))
except ImportError as e: print(e)
try:
    from pypdf import PdfReader,PdfWriter
    def pp(p,alg=None):
        w=PdfWriter(); w.append(PdfReader(O+'/reportlab-table.pdf')); w.add_uri(0,'https://bank.example',(0,0,10,10))
        if alg: w.encrypt('',owner_password='o',algorithm=alg)
        w.write(p)
    t('pypdf.pdf',pp)
    for a in ('RC4-40','RC4-128','AES-128','AES-256'): t(f'pypdf-owner-{a}.pdf',lambda p: pp(p,a))
    def inc(p):
        w=PdfWriter(O+'/reportlab.pdf',incremental=True); w.add_metadata({'/Title':'x'}); w.write(p)
    t('pypdf-incremental.pdf',inc)
except ImportError as e: print(e)
try:
    import pypdfium2
    def pf(p): d=pypdfium2.PdfDocument.new(); d.new_page(300,200); d.save(p)
    t('pdfium.pdf',pf)
except ImportError as e: print(e)
html='<html><body><h1>Statement</h1><p><a href="https://bank.example">us</a> £10</p><table><tr><td>1</td></tr></table></body></html>'
open(O+'/../s.html','w').write(html); H=O+'/../s.html'
try:
    import weasyprint
    t('weasyprint.pdf',lambda p: weasyprint.HTML(string=html).write_pdf(p))
    for var in ('pdf/a-1b','pdf/a-2b','pdf/ua-1'): t('weasyprint-'+var.replace('/','')+'.pdf',lambda p: weasyprint.HTML(string=html).write_pdf(p,pdf_variant=var,optimize_images=True))
except Exception as e: print(e)
try:
    from xhtml2pdf import pisa
    t('xhtml2pdf.pdf',lambda p: pisa.CreatePDF(html,dest=open(p,'wb')))
except Exception as e: print(e)
try:
    import matplotlib; matplotlib.use('pdf'); import matplotlib.pyplot as plt
    def mp(p): plt.figure(figsize=(2,2)); plt.plot([1,2,3]); plt.savefig(p)
    t('matplotlib.pdf',mp)
except Exception as e: print(e)
try:
    import typst
    open('made/s.typ','w').write('= Statement\n#link("https://bank.example")[us]')
    t('typst.pdf',lambda p: typst.compile('made/s.typ',output=p))
except Exception as e: print(e)
try:
    import borb.pdf as b
    print('borb',v('borb'))
    def bo(p):
        d=b.Document(); g=b.Page(); d.append_page(g); l=b.SingleColumnLayout(g); l.append_layout_element(b.Paragraph('Statement')); b.PDF.write(what=d,where_to=p)
    t('borb.pdf',bo)
except Exception as e: print(e)
from PIL import Image,ImageDraw
im=Image.new('RGB',(120,80),'white'); ImageDraw.Draw(im).text((5,5),'Statement',fill='black'); im.save(O+'/../i.jpg'); im.save(O+'/../i.png')
J=O+'/../i.jpg'
t('pillow.pdf',lambda p: im.save(p)); t('pillow.jpg',lambda p: im.save(p)); t('pillow-progressive.jpg',lambda p: im.save(p,progressive=True)); t('pillow.png',lambda p: im.save(p)); t('pillow-palette.png',lambda p: im.convert('P').save(p)); t('pillow-grey.png',lambda p: im.convert('L').save(p)); t('pillow-bw.png',lambda p: im.convert('1').save(p)); t('pillow-cmyk.jpg',lambda p: im.convert('CMYK').save(p)); t('pillow-grey.jpg',lambda p: im.convert('L').save(p))
t('pillow-mpo.jpg',lambda p: im.save(p,format='MPO',save_all=True,append_images=[im]))
def ex(p):
    e=im.getexif(); e[0x0112]=6; e[0x010F]='Example'; g=e.get_ifd(0x8825); g[1]='N'; g[2]=(53.0,48.0,0.0); g[3]='W'; g[4]=(1.0,33.0,0.0); im.save(p,exif=e)
t('pillow-gps.jpg',ex)
t('screenshot-cropped.png',lambda p: open(p,'wb').write(open(O+'/pillow.png','rb').read()+open(O+'/pillow.png','rb').read()[200:]))
try:
    import pillow_heif; pillow_heif.register_heif_opener(); t('pillow-heif.heic',lambda p: im.save(p,format='HEIF')); t('pillow-heif-two.heic',lambda p: im.save(p,format='HEIF',save_all=True,append_images=[im]))
except Exception as e: print(e)
t('heif-enc.heic',lambda p: run('heif-enc','-o',p,J)); t('heif-enc-thumb.heic',lambda p: run('heif-enc','-t','40','-o',p,J))
R=O+'/reportlab-table.pdf'
t('qpdf-objstm.pdf',lambda p: run('qpdf','--object-streams=generate',R,p)); t('qpdf-linear.pdf',lambda p: run('qpdf','--linearize',R,p)); t('qpdf-owner-256.pdf',lambda p: run('qpdf','--object-streams=generate','--encrypt','','o','256','--',R,p)); t('qpdf-owner-128.pdf',lambda p: run('qpdf','--object-streams=generate','--encrypt','','o','128','--use-aes=y','--',R,p)); t('qpdf-owner-40.pdf',lambda p: run('qpdf','--allow-weak-crypto','--encrypt','','o','40','--',R,p))
for b in ('128','256'): run('qpdf','--object-streams=generate','--encrypt','u','o',b,*(['--use-aes=y'] if b=='128' else []),'--',R,f'{L}/qpdf-{b}.pdf')
t('ghostscript.pdf',lambda p: run('gs','-q','-dBATCH','-dNOPAUSE','-sDEVICE=pdfwrite','-o',p,R)); t('ghostscript-1.3.pdf',lambda p: run('gs','-q','-dBATCH','-dNOPAUSE','-dCompatibilityLevel=1.3','-sDEVICE=pdfwrite','-o',p,R)); t('ghostscript-screen.pdf',lambda p: run('gs','-q','-dBATCH','-dNOPAUSE','-dPDFSETTINGS=/screen','-sDEVICE=pdfwrite','-o',p,R)); t('ghostscript-image.pdf',lambda p: run('gs','-q','-dBATCH','-dNOPAUSE','-sDEVICE=pdfimage8','-r30','-o',p,R)); t('ghostscript-pdfa.pdf',lambda p: run('gs','-q','-dBATCH','-dNOPAUSE','-dPDFA=2','-sColorConversionStrategy=RGB','-sDEVICE=pdfwrite','-o',p,R))
t('ghostscript.jpg',lambda p: run('gs','-q','-dBATCH','-dNOPAUSE','-sDEVICE=jpeg','-r20','-o',p,R)); t('ghostscript.png',lambda p: run('gs','-q','-dBATCH','-dNOPAUSE','-sDEVICE=png16m','-r20','-o',p,R))
t('mutool.pdf',lambda p: run('mutool','clean',R,p)); t('mutool-z.pdf',lambda p: run('mutool','clean','-ggz',R,p)); t('mutool-owner.pdf',lambda p: run('mutool','clean','-E','aes-256','-O','o',R,p))
t('mutool.png',lambda p: run('mutool','draw','-r','20','-o',p,R))
t('img2pdf.pdf',lambda p: run('img2pdf',J,'-o',p)); t('wkhtmltopdf.pdf',lambda p: run('wkhtmltopdf','-q',H,p)); t('pdftk.pdf',lambda p: run('pdftk',R,'cat','output',p)); t('pdftk-owner.pdf',lambda p: run('pdftk',R,'output',p,'owner_pw','o','encrypt_128bit'))
t('pdfunite.pdf',lambda p: run('pdfunite',R,O+'/reportlab.pdf',p)); t('pdfseparate.pdf',lambda p: run('pdfseparate','-l','1',R,p)); t('pdftocairo.pdf',lambda p: run('pdftocairo','-pdf',R,p)); t('pdftoppm.jpg',lambda p: run('pdftoppm','-jpeg','-r','20','-singlefile',R,p[:-4])); t('pdftoppm.png',lambda p: run('pdftoppm','-png','-r','20','-singlefile',R,p[:-4]))
t('imagemagick.pdf',lambda p: run('convert',J,p)); t('imagemagick.jpg',lambda p: run('convert',J,'-quality','50',p)); t('imagemagick.png',lambda p: run('convert',J,'-depth','16',p))
t('chromium.pdf',lambda p: run('chromium','--headless','--no-sandbox','--no-pdf-header-footer','--print-to-pdf='+p,'file://'+os.path.abspath(H)))
t('chromium-screenshot.png',lambda p: run('chromium','--headless','--no-sandbox','--window-size=200,150','--screenshot='+p,'file://'+os.path.abspath(H)))
t('groff.pdf',lambda p: subprocess.run("echo Statement | groff -Tpdf > "+p,shell=True,check=True)); t('rsvg.pdf',lambda p: subprocess.run('''echo '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="9" height="9"/></svg>' | rsvg-convert -f pdf -o '''+p,shell=True,check=True))
t('abiword.pdf',lambda p: run('abiword','--to=pdf','-o',p,H)); t('podofo.pdf',lambda p: run('podofoimg2pdf',p,J))
t('bom.pdf',lambda p: open(p,'wb').write(b'\xef\xbb\xbf'+open(R,'rb').read())); t('padded.pdf',lambda p: open(p,'wb').write(open(R,'rb').read()+b'\0'*4096)); t('breaks.pdf',lambda p: open(p,'wb').write(open(R,'rb').read()+b'\n'*4096)); t('comment.pdf',lambda p: open(p,'wb').write(open(R,'rb').read()+b'%'+b'x'*4096+b'\n')); t('pjl.pdf',lambda p: open(p,'wb').write(b'\x1b%-12345X@PJL ENTER LANGUAGE=PDF\r\n'+open(R,'rb').read()))
import shutil
def et(p): shutil.copy(R,p); run('exiftool','-overwrite_original','-Title=Statement',p)
t('exiftool.pdf',et)
def ej(p): shutil.copy(J,p); run('exiftool','-overwrite_original','-GPSLatitude=53.8','-GPSLatitudeRef=N','-XMP:Creator=Jo',p)
t('exiftool.jpg',ej)
# docx
try:
    import docx
    def dx(p,pic=False):
        d=docx.Document(); d.add_heading('Statement'); d.add_paragraph('Text'); d.add_table(2,2)
        if pic: d.add_picture(J)
        d.save(p)
    t('python-docx.docx',dx); t('python-docx-picture.docx',lambda p: dx(p,True))
    import htmldocx
    t('htmldocx.docx',lambda p: htmldocx.HtmlToDocx().parse_html_string(html).save(p))
except Exception as e: print(e)
t('pandoc.docx',lambda p: run('pandoc',H,'-o',p))
t('abiword.docx',lambda p: run('abiword','--to=docx','-o',p,H))
def lo(ext,src,name,flt=None):
    def f(p):
        d='made/lo'; os.makedirs(d,exist_ok=True)
        run('soffice','--headless','-env:UserInstallation=file://made/lop','--convert-to',flt or ext,'--outdir',d,src)
        b=os.path.splitext(os.path.basename(src))[0]; shutil.move(f'{d}/{b}.{ext}',p)
    t(name,f)
lo('docx',O+'/pandoc.docx','libreoffice.docx'); lo('pdf',O+'/pandoc.docx','libreoffice.pdf'); lo('docx',H,'libreoffice-from-html.docx','docx:Office Open XML Text'); lo('docx',O+'/python-docx-picture.docx','libreoffice-picture.docx')
lo('pdf',O+'/pandoc.docx','libreoffice-pdfa.pdf','pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}')
lo('pdf',H,'libreoffice-owner.pdf','pdf:writer_pdf_Export:{"RestrictPermissions":{"type":"boolean","value":"true"},"PermissionPassword":{"type":"string","value":"o"}}')
